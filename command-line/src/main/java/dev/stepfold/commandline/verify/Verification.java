package dev.stepfold.commandline.verify;

import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.DamagedFileException;
import dev.stepfold.commandline.files.DocumentEntry;
import dev.stepfold.commandline.files.Journal;
import dev.stepfold.commandline.files.LoggedRecord;
import dev.stepfold.commandline.files.Manifest;
import dev.stepfold.commandline.files.RecordFile;
import dev.stepfold.commandline.files.Sha256;
import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FenceRule;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Checks a backup without Kafka: that every file is what was written, that the offsets of each log have no gaps, that its
 * records count by the {@link FenceRule}, that each is linked to the one before, and that the log folds.
 */
public final class Verification {
    private static final int THREADS = 2;

    private final BackupFolder folder;
    private final Progress progress;
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong counted = new AtomicLong();
    private final AtomicLong fenced = new AtomicLong();
    private final AtomicLong unreadable = new AtomicLong();

    /**
     * What was found.
     *
     * @param documents how many documents there are
     * @param counted how many of their records count
     * @param fenced how many are fenced writes
     * @param unreadable how many are not events
     * @param finished whether the last run of the backup finished
     * @param problems what is wrong, one line each
     */
    public record Result(
            int documents, long counted, long fenced, long unreadable, boolean finished, List<String> problems) {}

    public Verification(BackupFolder folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** Checks everything. */
    public Result run() throws IOException {
        Manifest manifest;
        BackupFolder.Held held;
        try {
            manifest = folder.manifest().orElseThrow(() -> new DamagedFileException("the manifest is missing"));
            held = folder.held(manifest);
        } catch (DamagedFileException e) {
            return new Result(0, 0, 0, 0, true, List.of(String.valueOf(e.getMessage())));
        }
        Path journal = folder.journal(manifest.generation());
        boolean finished = manifest.completedAt() != null && !Files.exists(journal);
        if (Journal.isTorn(journal)) {
            problems.add(
                    folder.path().relativize(journal) + ": it has a line that is damaged or was not yet written; the "
                            + "next run reads again what it named");
        }
        manifest.commands().forEach(this::checkCommands);
        List<DocumentEntry> entries = held.all().toList();
        progress.begin("documents", entries.size());
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> checks = new ArrayList<>();
            for (DocumentEntry entry : entries) {
                checks.add(executor.submit(() -> checkDocument(entry)));
            }
            for (Future<?> check : checks) {
                check.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed", e);
        }
        progress.end();
        return new Result(
                held.documents().size(),
                counted.get(),
                fenced.get(),
                unreadable.get(),
                finished,
                problems.stream().sorted().toList());
    }

    private void checkCommands(Manifest.Commands commands) {
        String file = commands.records().file();
        try {
            commands.records().check(folder.path());
            long[] next = {commands.from()};
            RecordFile.read(folder.resolve(file), commands.records().bytes(), (record, _) -> {
                if (record.offset() != next[0]++) {
                    throw new DamagedFileException("offset " + (next[0] - 1) + " is missing");
                }
            });
            if (next[0] != commands.to()) {
                throw new DamagedFileException("it ends before offset " + commands.to());
            }
        } catch (IOException e) {
            problems.add(file + ": " + e.getMessage());
        }
    }

    private void checkDocument(DocumentEntry entry) {
        try {
            entry.log().check(folder.path());
            LogCheck check = new LogCheck(entry);
            RecordFile.read(folder.resolve(entry.log().file()), entry.log().bytes(), check);
            check.end();
            counted.addAndGet(check.counted);
            fenced.addAndGet(check.fenced);
            unreadable.addAndGet(check.unreadable);
        } catch (IOException | RuntimeException e) {
            problems.add(entry.log().file() + ": " + e.getMessage());
        }
        progress.advance(1);
    }

    /** One log, record by record. */
    private static final class LogCheck implements RecordFile.Reader {
        private final DocumentEntry entry;
        private DocumentState state;
        private Chain chain = Chain.START;
        private long next;
        private long counted;
        private long fenced;
        private long unreadable;
        private String lastRecord = "";

        LogCheck(DocumentEntry entry) {
            this.entry = entry;
            this.state = DocumentState.initial(entry.documentId());
        }

        @Override
        public void take(LoggedRecord record, byte[] line) throws IOException {
            if (record.offset() != next++) {
                throw new DamagedFileException("offset " + (next - 1) + " is missing");
            }
            lastRecord = Sha256.of(line);
            try {
                Optional<EncodedEvent> event = record.counted(entry.documentId());
                if (event.isEmpty()) {
                    fenced++;
                    return;
                }
                counted++;
                chain = chain.then(event.get());
                state = DocumentFold.apply(state, event.get().event());
            } catch (UnreadableException _) {
                unreadable++;
            }
        }

        void end() throws IOException {
            if (next != entry.endOffset() || !lastRecord.equals(entry.lastRecord())) {
                throw new DamagedFileException("it does not end with the record that the index names");
            }
            if (!chain.isWhole()) {
                throw new DamagedFileException("its chain is broken at sequence "
                        + chain.brokenAt().orElse(-1) + ": an event was changed, cut out or put in");
            }
            if (counted == 0) {
                throw new DamagedFileException("none of its records counts");
            }
        }
    }
}
