package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes that a JVM loads, kept in the form of its memory: a start from it needs little more than half of the
 * processor time (AppCDS, JEP 310). Where no archive is there, the process writes down which classes it loads, and
 * {@link StartupArchiveBuilder} makes the archive of them while the stack runs.
 *
 * @param file the archive; its name tells the JDK, since no other can read it
 * @param libraries what the archive is made from; where one of them is newer, it is made again
 */
public record StartupArchive(Path file, List<Path> libraries) {
    /** An archive that the JVM cannot use costs time, not correctness; its warnings would only fill the log. */
    private static final String QUIET = "-Xlog:cds*=off,aot*=off";
    /** Below everything else that runs: the archive is for a later day. */
    private static final List<String> AT_LOWEST_PRIORITY = List.of("nice", "-n", "19");

    public StartupArchive {
        libraries = List.copyOf(libraries);
    }

    /**
     * What the process is told at its start.
     *
     * @param firstStart a process that died has written its list of classes already
     */
    List<String> flags(boolean firstStart) throws IOException {
        if (isFresh()) {
            return List.of("-XX:SharedArchiveFile=" + file, QUIET);
        }
        return firstStart ? List.of("-XX:DumpLoadedClassList=" + loadedClasses(), QUIET) : List.of();
    }

    /** True where the archive can be made, and needs to be. */
    boolean isWanted() throws IOException {
        return !isFresh() && Files.exists(loadedClasses());
    }

    /** The program that makes the archive for a process with this command, out of what it has loaded so far. */
    List<String> buildCommand(List<String> command) throws IOException {
        Files.writeString(classList(), wholeLines(Files.readString(loadedClasses())));
        List<String> build = new ArrayList<>(AT_LOWEST_PRIORITY);
        build.add(command.getFirst());
        build.addAll(
                List.of("-Xshare:dump", "-XX:SharedClassListFile=" + classList(), "-XX:SharedArchiveFile=" + built()));
        // Archived objects can be read by every collector, but written only from the default one's heap.
        command.stream()
                .skip(1)
                .filter(flag -> !flag.startsWith("-XX:+UseSerialGC"))
                .forEach(build::add);
        return List.copyOf(build);
    }

    /** Puts the archive in place that was built. */
    void adopt() throws IOException {
        Files.move(built(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what was written on the way. */
    void tidy() throws IOException {
        Files.deleteIfExists(loadedClasses());
        Files.deleteIfExists(classList());
        Files.deleteIfExists(built());
    }

    /** The process may be writing the last line now. */
    static String wholeLines(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private boolean isFresh() throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        for (Path library : libraries) {
            if (Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(file)) > 0) {
                return false;
            }
        }
        return true;
    }

    private Path loadedClasses() {
        return besides("loaded");
    }

    private Path classList() {
        return besides("classes");
    }

    private Path built() {
        return besides("new");
    }

    /** Named by this supervisor, since another one may be at work on the same archive. */
    private Path besides(String what) {
        return file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + "." + what);
    }
}
