package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The AOT caches of the processes (<a href="https://openjdk.org/jeps/514">JEP 514</a>): the classes that a process loads when
 * it starts, loaded and linked ahead of time by {@link AotTraining}. With its cache, a process is ready in a third of the
 * time and of the processor time.
 *
 * <p>A cache belongs to one JVM and one build. The JVM itself checks this and starts without a cache that does not fit. It
 * does not check all that is in a cache: one of which a power cut has taken a part can end the JVM at every start. So the
 * caches count only with the mark, which is written when the disk holds them.
 *
 * @param folder holds one file for each process, and a mark of what they were made from
 */
record AotCaches(Path folder) {
    /** Otherwise the JVM lists every class and every stub that it leaves out, in the process's log. */
    private static final String ERRORS_ONLY = "-Xlog:aot*=error,cds*=error";

    /** The options by which a process uses its cache; none if it has no cache, or one that may not be whole. */
    List<String> use(ProcessName process) {
        Path cache = cache(process);
        return Files.isRegularFile(mark()) && Files.isRegularFile(cache)
                ? List.of("-XX:AOTCache=" + cache, ERRORS_ONLY)
                : List.of();
    }

    /** The options by which a process records at its end what its cache is to hold. */
    List<String> record(ProcessName process) {
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording(process));
    }

    /** The options by which the same command, instead of running the program, makes the cache from the recording. */
    List<String> create(ProcessName process) {
        return List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + recording(process),
                "-XX:AOTCache=" + cache(process),
                ERRORS_ONLY);
    }

    /** Whether the caches of all processes are there, and were made from this. */
    boolean areFrom(String fingerprint) {
        try {
            return Files.isRegularFile(mark()) && Files.readString(mark()).equals(fingerprint);
        } catch (IOException e) {
            throw new UncheckedIOException(mark() + " cannot be read", e);
        }
    }

    /** Deletes whatever is there, and prepares the folder for recordings. */
    void clear() throws IOException {
        Files.createDirectories(folder);
        Files.deleteIfExists(mark());
        DurableFile.force(folder);
        for (ProcessName process : StackProcesses.ALL) {
            Files.deleteIfExists(cache(process));
            Files.deleteIfExists(recording(process));
        }
    }

    /** Says that all caches are there, once the disk holds them, and deletes the recordings. */
    void complete(String fingerprint) throws IOException {
        for (ProcessName process : StackProcesses.ALL) {
            Files.deleteIfExists(recording(process));
            DurableFile.force(cache(process));
        }
        DurableFile.replace(mark(), fingerprint);
    }

    private Path recording(ProcessName process) {
        return folder.resolve(process + ".recording");
    }

    private Path cache(ProcessName process) {
        return folder.resolve(process + ".aot");
    }

    private Path mark() {
        return folder.resolve("made-from");
    }
}
