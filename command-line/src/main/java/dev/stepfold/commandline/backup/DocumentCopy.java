package dev.stepfold.commandline.backup;

import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DamagedFileException;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.DocumentEntry.ArchiveCopy;
import dev.stepfold.commandline.files.DocumentEntry.TopicCopy;
import dev.stepfold.commandline.files.FileSum;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.files.Sha256;
import dev.stepfold.schemas.DocumentId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of one document's log as they are read, and adds to the document's file what it lacks. Used by one
 * thread.
 */
final class DocumentCopy {
    private final BackupFolder folder;
    private final DocumentId documentId;
    private final @Nullable DocumentEntry before;
    private final boolean fromStart;
    private final boolean damaged;

    /** SHA-256 of the lines that the file has. */
    private final List<String> held;

    private long next;
    private boolean other;
    private boolean unusable;
    private RecordFile.@Nullable Appender appender;
    private @Nullable String newFile;

    /** What became of a document. */
    sealed interface Outcome {
        /** Nothing is new. */
        record Unchanged(DocumentEntry entry) implements Outcome {}

        /** Records were added, or the document is new. */
        record Written(DocumentEntry entry, boolean isNew) implements Outcome {}

        /** Kafka has another log than the backup: it was written to a file of its own. */
        record Replaced(DocumentEntry entry, DocumentEntry former) implements Outcome {}

        /** The file was damaged; the log was written anew. */
        record Repaired(DocumentEntry entry) implements Outcome {}

        /** Kafka has only the beginning of the log that the backup holds, which keeps it. */
        record Shorter(DocumentEntry entry, long endOffset) implements Outcome {}

        /** The records do not continue the file: the log has to be read from its start. */
        record ReadWhole() implements Outcome {}
    }

    private DocumentCopy(
            BackupFolder folder,
            DocumentId documentId,
            @Nullable DocumentEntry before,
            boolean fromStart,
            boolean damaged,
            List<String> held) {
        this.folder = folder;
        this.documentId = documentId;
        this.before = before;
        this.fromStart = fromStart;
        this.damaged = damaged;
        this.held = held;
    }

    /** Of a log that is read from its start, whatever the backup has of it. */
    static DocumentCopy whole(BackupFolder folder, DocumentId documentId, @Nullable DocumentEntry before)
            throws IOException {
        List<String> held = new ArrayList<>();
        if (before != null) {
            try {
                before.log().check(folder.path());
                RecordFile.read(
                        folder.resolve(before.log().file()),
                        before.log().bytes(),
                        (_, line) -> held.add(Sha256.of(line)));
            } catch (DamagedFileException _) {
                return new DocumentCopy(folder, documentId, before, true, true, List.of());
            }
        }
        return new DocumentCopy(folder, documentId, before, true, false, held);
    }

    /** Of a log that is read from the last record on that the backup has. */
    static DocumentCopy tail(BackupFolder folder, DocumentEntry before) {
        DocumentCopy copy = new DocumentCopy(folder, before.documentId(), before, false, false, List.of());
        copy.next = before.endOffset() - 1;
        return copy;
    }

    /** Takes the next record. */
    void take(LoggedRecord record) throws IOException {
        if (unusable) {
            return;
        }
        if (isHeld()) {
            compare(record);
        } else {
            add(record);
        }
        next++;
    }

    private boolean isHeld() {
        return !other && (fromStart ? next < held.size() : before != null && next < before.endOffset());
    }

    private void compare(LoggedRecord record) throws IOException {
        String expected = fromStart ? held.get(Math.toIntExact(next)) : before == null ? "" : before.lastRecord();
        if (Sha256.of(record.line()).equals(expected)) {
            return;
        }
        if (!fromStart) {
            unusable = true;
            return;
        }
        other = true;
        RecordFile.Appender fresh = create();
        if (before != null && next > 0) {
            long[] copied = {0};
            RecordFile.read(folder.resolve(before.log().file()), before.log().bytes(), (old, _) -> {
                if (copied[0]++ < next) {
                    fresh.add(old);
                }
            });
        }
        fresh.add(record);
    }

    private void add(LoggedRecord record) throws IOException {
        RecordFile.Appender open = appender;
        if (open == null) {
            if (before == null || damaged) {
                open = create();
            } else {
                try {
                    open = RecordFile.Appender.open(folder.path(), before.log());
                } catch (DamagedFileException _) {
                    unusable = true;
                    return;
                }
                appender = open;
            }
        }
        open.add(record);
    }

    private RecordFile.Appender create() throws IOException {
        String file = BackupFolder.fileOf(
                documentId,
                BackupFolder.revisionAfter(before == null ? null : before.log().file()));
        newFile = file;
        RecordFile.Appender fresh = RecordFile.Appender.create(folder.resolve(file));
        appender = fresh;
        return fresh;
    }

    /**
     * All records were taken.
     *
     * @return what became of the document; empty if it has no record
     */
    @Nullable Outcome finish(@Nullable TopicCopy topic, @Nullable ArchiveCopy archive) throws IOException {
        if (unusable) {
            return new Outcome.ReadWhole();
        }
        RecordFile.Appender open = appender;
        if (open == null) {
            if (before == null || damaged) {
                return null;
            }
            return next < before.endOffset()
                    ? new Outcome.Shorter(before, next)
                    : new Outcome.Unchanged(before.readFrom(topic, archive));
        }
        RecordFile.Written written = open.finish();
        String file =
                newFile != null ? newFile : before == null ? "" : before.log().file();
        Instant lastAt = written.lastAt() == null ? Instant.EPOCH : written.lastAt();
        DocumentEntry entry = new DocumentEntry(
                documentId,
                new FileSum(file, written.bytes(), written.sha256()),
                next,
                written.lastRecord(),
                lastAt,
                topic,
                archive,
                false);
        if (damaged) {
            return new Outcome.Repaired(entry);
        }
        return other && before != null
                ? new Outcome.Replaced(entry, before.asFormer())
                : new Outcome.Written(entry, before == null);
    }
}
