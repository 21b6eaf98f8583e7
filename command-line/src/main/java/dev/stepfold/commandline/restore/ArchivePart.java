package dev.stepfold.commandline.restore;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.files.Sha256;
import dev.stepfold.commandline.kafka.ArchivePlaces;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.commandline.kafka.Workers;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.codec.JsonCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The archive: first the logs, then where each of them is. A log whose place was not written is not there for anybody, and
 * is written again. What is written is read back and compared.
 */
final class ArchivePart {
    private static final int LOGS_AT_ONCE = 100;

    private final Cluster cluster;
    private final BackupFolder folder;
    private final Progress progress;

    ArchivePart(Cluster cluster, BackupFolder folder, Progress progress) {
        this.cluster = cluster;
        this.folder = folder;
        this.progress = progress;
    }

    void restore(List<DocumentEntry> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        progress.begin("archived documents", entries.size());
        try (Consumer<byte[], byte[]> consumer = cluster.reader();
                Producer<byte[], byte[]> producer = cluster.writer()) {
            Set<DocumentId> there = ArchivePlaces.read(cluster, consumer).keySet();
            List<DocumentEntry> missing = entries.stream()
                    .filter(entry -> !there.contains(entry.documentId()))
                    .toList();
            for (List<DocumentEntry> part : Workers.parts(missing, LOGS_AT_ONCE)) {
                write(part, producer);
                progress.advance(part.size());
            }
            readBack(entries, consumer);
        }
    }

    private void write(List<DocumentEntry> part, Producer<byte[], byte[]> producer) throws IOException {
        Map<DocumentId, ArchivePlace> places = new ConcurrentHashMap<>();
        Sending sending = new Sending();
        for (DocumentEntry entry : part) {
            ArchivedLog log = log(entry);
            byte[] key = entry.documentId().value().getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(cluster.names().documentArchive(), key, JsonCodec.ARCHIVED_LOGS.encode(log));
            sending.send(
                    producer,
                    record,
                    -1,
                    (partition, offset) -> places.put(
                            entry.documentId(),
                            new ArchivePlace(
                                    entry.documentId(), partition, offset, log.endOffset(), log.archivedAt())));
        }
        sending.await(producer);
        places.forEach((id, place) -> sending.send(
                producer,
                new ProducerRecord<>(
                        cluster.names().archivedDocuments(),
                        id.value().getBytes(StandardCharsets.UTF_8),
                        JsonCodec.ARCHIVE_PLACES.encode(place)),
                -1));
        sending.await(producer);
    }

    private ArchivedLog log(DocumentEntry entry) throws IOException {
        entry.log().check(folder.path());
        List<ArchivedRecord> records = new ArrayList<>();
        RecordFile.read(
                folder.resolve(entry.log().file()), entry.log().bytes(), (record, _) -> records.add(record.archived()));
        Instant archivedAt =
                entry.archive() == null ? entry.lastAt() : entry.archive().archivedAt();
        return new ArchivedLog(entry.documentId(), archivedAt, records);
    }

    private void readBack(List<DocumentEntry> entries, Consumer<byte[], byte[]> consumer) throws IOException {
        Map<DocumentId, DocumentEntry> expected = new HashMap<>();
        entries.forEach(entry -> expected.put(entry.documentId(), entry));
        Map<DocumentId, ArchivePlace> places = ArchivePlaces.read(cluster, consumer);
        places.keySet().retainAll(expected.keySet());
        Set<DocumentId> same = new HashSet<>();
        ArchivePlaces.logs(cluster, consumer, places, (place, log) -> {
            DocumentEntry entry = expected.get(place.documentId());
            if (entry != null && holds(log, entry)) {
                same.add(place.documentId());
            }
        });
        for (DocumentEntry entry : entries) {
            if (!same.contains(entry.documentId())) {
                throw new CommandFailedException("The archived log of " + entry.documentId()
                        + " is not what was written: something else writes to this cluster");
            }
        }
    }

    private boolean holds(ArchivedLog log, DocumentEntry entry) {
        List<LoggedRecord> records = LoggedRecord.of(log).toList();
        return records.size() == entry.endOffset()
                && entry.lastRecord().equals(Sha256.of(records.getLast().line()));
    }
}
