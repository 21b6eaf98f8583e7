package dev.stepfold.commandline.files;

import com.fasterxml.jackson.core.JacksonException;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A backup's folder: {@code manifest.ndjson}, the index and the journal of its generation, and the files of records. A
 * process that is killed at any moment leaves it as its last run that finished left it, with what was journalled since;
 * the next run removes the rest. {@code docs/backup.md} describes the files.
 *
 * <p>One process at a time has it open.
 */
public final class BackupFolder implements AutoCloseable {
    private static final String MANIFEST = "manifest.ndjson";
    private static final String DOCUMENTS = "documents";
    private static final String COMMANDS = "commands";
    private static final String RECORDS = ".ndjson.gz";

    private final Path folder;
    private final FileChannel lockFile;

    private BackupFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Opens a folder for a run, and makes it where it is missing. */
    public static BackupFolder openOrCreate(Path folder) {
        try {
            Files.createDirectories(folder);
            return open(folder);
        } catch (IOException e) {
            throw CommandFailedException.because("The folder " + folder + " cannot be used", e);
        }
    }

    /**
     * Opens a folder that holds a backup.
     *
     * @throws CommandFailedException if it holds none
     */
    public static BackupFolder openExisting(Path folder) {
        if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
            throw new CommandFailedException(folder + " holds no backup: there is no " + MANIFEST + " in it");
        }
        return openOrCreate(folder);
    }

    private static BackupFolder open(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new BackupFolder(folder, channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new CommandFailedException(folder + " is in use by another command", e);
        }
        channel.close();
        throw new CommandFailedException(folder + " is in use by another command");
    }

    public Path path() {
        return folder;
    }

    /** Where a file is. */
    public Path resolve(String file) {
        return folder.resolve(file);
    }

    /** The manifest; empty if no run has begun. */
    public Optional<Manifest> manifest() throws IOException {
        Path file = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String json = end < 0 ? text : text.substring(0, end);
        if (!text.equals(json + "\n" + sumLine(json))) {
            throw new DamagedFileException(MANIFEST + ": its SHA-256 is not the one in its second line");
        }
        try {
            Manifest manifest = ContractMapper.mapper().readValue(json, Manifest.class);
            if (!manifest.format().equals(Manifest.FORMAT) || manifest.version() != Manifest.VERSION) {
                throw new DamagedFileException(MANIFEST + ": its version is " + manifest.version()
                        + ", and this program knows version " + Manifest.VERSION);
            }
            return Optional.of(manifest);
        } catch (JacksonException e) {
            throw new DamagedFileException(MANIFEST + ": it is no manifest");
        }
    }

    private static String sumLine(String json) {
        return "{\"sha256\":\"" + Sha256.of(json.getBytes(StandardCharsets.UTF_8)) + "\"}\n";
    }

    /** Replaces the manifest in one step, and then removes what only an earlier one names. */
    public void commit(Manifest manifest) throws IOException {
        String json = ContractMapper.mapper().writeValueAsString(manifest);
        Path next = folder.resolve(MANIFEST + ".next");
        write(next, out -> out.write((json + "\n" + sumLine(json)).getBytes(StandardCharsets.UTF_8)));
        Files.move(next, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(folder);
    }

    /** Writes the index of a generation. */
    public FileSum writeIndex(long generation, Stream<DocumentEntry> entries) throws IOException {
        String name = String.format(Locale.ROOT, "index-%06d.ndjson", generation);
        Path file = folder.resolve(name);
        write(file, out -> {
            for (DocumentEntry entry : (Iterable<DocumentEntry>) entries::iterator) {
                out.write(ContractMapper.mapper().writeValueAsBytes(entry));
                out.write('\n');
            }
        });
        long bytes = Files.size(file);
        return new FileSum(name, bytes, Sha256.hex(Sha256.ofFile(file, bytes)));
    }

    /**
     * The documents, as of the index and of what was journalled since.
     *
     * @throws DamagedFileException if the index is not what was written
     */
    public Held held(Manifest manifest) throws IOException {
        Held held = new Held();
        @Nullable FileSum index = manifest.index();
        if (index != null) {
            try {
                index.check(folder);
            } catch (DamagedFileException e) {
                throw new DamagedFileException(index.file() + ": " + e.getMessage());
            }
            try (BufferedReader lines = Files.newBufferedReader(folder.resolve(index.file()))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    held.add(ContractMapper.mapper().readValue(line, DocumentEntry.class));
                }
            }
        }
        for (JournalLine line : Journal.read(journal(manifest.generation()))) {
            held.apply(line);
        }
        return held;
    }

    /** The journal of a generation. */
    public Path journal(long generation) {
        return folder.resolve(String.format(Locale.ROOT, "journal-%06d.log", generation));
    }

    /**
     * A file for a document's log. Names of documents that differ in case only differ on every file system.
     *
     * @param revision another one for each log of the document
     */
    public static String fileOf(DocumentId documentId, int revision) {
        String hash = Sha256.of(documentId.value().getBytes(StandardCharsets.UTF_8));
        return DOCUMENTS + "/" + hash.substring(0, 2) + "/" + documentId + "-" + hash.substring(0, 8) + "-" + revision
                + RECORDS;
    }

    /** The revision of a document's file after this one. */
    public static int revisionAfter(@Nullable String file) {
        if (file == null) {
            return 0;
        }
        String name = file.substring(0, file.length() - RECORDS.length());
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) + 1;
    }

    /** A file for a partition's commands. */
    public static String fileOfCommands(long generation, int partition) {
        return String.format(Locale.ROOT, "%s/%06d-%d%s", COMMANDS, generation, partition, RECORDS);
    }

    /**
     * Removes every file that neither the manifest nor an entry names: what a run left that did not finish, and what the
     * last generation needed.
     */
    public void sweep(Manifest manifest, Held held) throws IOException {
        Set<String> known = new HashSet<>();
        held.all().forEach(entry -> known.add(entry.log().file()));
        manifest.commands().forEach(commands -> known.add(commands.records().file()));
        if (manifest.index() != null) {
            known.add(manifest.index().file());
        }
        known.add(folder.relativize(journal(manifest.generation())).toString());
        for (String part : List.of(DOCUMENTS, COMMANDS, "")) {
            Path where = folder.resolve(part);
            if (!Files.isDirectory(where)) {
                continue;
            }
            try (Stream<Path> files = part.isEmpty() ? Files.list(where) : Files.walk(where)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    if (isOurs(file, part) && !known.contains(nameOf(file))) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static boolean isOurs(Path file, String part) {
        String name = file.getFileName().toString();
        return part.isEmpty()
                ? name.matches("(index|journal)-\\d+\\.(ndjson|log)") || name.equals(MANIFEST + ".next")
                : name.endsWith(RECORDS);
    }

    private String nameOf(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** Makes new names in the folders of these files durable. */
    public void forceNames(Collection<String> files) throws IOException {
        Set<Path> folders = new HashSet<>();
        for (String file : files) {
            folders.add(folder.resolve(file).getParent());
        }
        for (Path one : folders) {
            force(one);
        }
        if (!folders.isEmpty()) {
            force(folder);
            if (Files.isDirectory(folder.resolve(DOCUMENTS))) {
                force(folder.resolve(DOCUMENTS));
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void write(Path file, Writing writing) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            writing.to(out);
            out.flush();
            channel.force(true);
        }
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw CommandFailedException.because("The lock of " + folder + " could not be given back", e);
        }
    }

    /** The entries of a backup. Not safe for use by several threads. */
    public static final class Held {
        private final Map<DocumentId, DocumentEntry> documents = new TreeMap<>(Comparator.comparing(DocumentId::value));
        private final Map<String, DocumentEntry> formers = new TreeMap<>();
        private final List<Forgotten> forgotten = new ArrayList<>();

        void add(DocumentEntry entry) {
            if (entry.former()) {
                formers.put(entry.log().file(), entry);
            } else {
                documents.put(entry.documentId(), entry);
            }
        }

        /** Does what a line says. */
        public void apply(JournalLine line) {
            if (line.document() != null) {
                documents.put(line.document().documentId(), line.document());
            }
            if (line.former() != null) {
                formers.put(line.former().log().file(), line.former());
            }
            if (line.dropped() != null) {
                line.dropped().forEach(formers::remove);
            }
            if (line.forgotten() != null) {
                DocumentId id = line.forgotten().documentId();
                documents.remove(id);
                formers.values().removeIf(former -> former.documentId().equals(id));
                forgotten.add(line.forgotten());
            }
        }

        /** The latest log of each document. */
        public Map<DocumentId, DocumentEntry> documents() {
            return documents;
        }

        /** Earlier logs. */
        public Collection<DocumentEntry> formers() {
            return formers.values();
        }

        /** What was forgotten since the manifest was written. */
        public List<Forgotten> forgotten() {
            return forgotten;
        }

        /** All of them. */
        public Stream<DocumentEntry> all() {
            return Stream.concat(documents.values().stream(), formers.values().stream());
        }
    }
}
