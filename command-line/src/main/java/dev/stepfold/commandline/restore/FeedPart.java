package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.codec.UnreadableException;
import java.io.IOException;
import java.util.Collection;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * {@code stepfold.step-events}, which is not in the backup: every event of every log, archived ones too, so that the
 * projection folds everything. Events get the time of the restore, because the topic's retention would remove old ones
 * before they are folded. An interrupted restore fills it again from the start: readers drop what they have.
 */
final class FeedPart {
    private final Cluster cluster;
    private final BackupFolder folder;
    private final Progress progress;

    FeedPart(Cluster cluster, BackupFolder folder, Progress progress) {
        this.cluster = cluster;
        this.folder = folder;
        this.progress = progress;
    }

    /** Fills it, and says with how many events. */
    long fill(Collection<DocumentEntry> entries) throws IOException {
        progress.begin("documents forwarded", entries.size());
        long[] events = {0};
        Sending sending = new Sending();
        try (Producer<byte[], byte[]> producer = cluster.writer()) {
            for (DocumentEntry entry : entries) {
                RecordFile.read(folder.resolve(entry.log().file()), entry.log().bytes(), (record, _) -> {
                    if (counts(entry, record)) {
                        ProducerRecord<byte[], byte[]> event =
                                record.toRecord(cluster.names().stepEvents(), null, null);
                        event.headers().remove(Records.FORWARDED);
                        sending.send(producer, event, -1);
                        events[0]++;
                    }
                });
                progress.advance(1);
            }
            sending.await(producer);
        }
        return events[0];
    }

    private static boolean counts(DocumentEntry entry, LoggedRecord record) {
        try {
            return record.counted(entry.documentId()).isPresent();
        } catch (UnreadableException _) {
            return false;
        }
    }
}
