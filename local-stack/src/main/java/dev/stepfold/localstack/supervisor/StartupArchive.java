package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The loaded classes of a JVM, kept for its next starts, which then take about half as long (AppCDS, JEP 350). The JVM
 * writes the archive when it ends, at a cost of some two seconds, so this is asked of it only where none is there; and what
 * it wrote is used only if it had been ready and was stopped, since a start that failed has loaded too little.
 *
 * @param file the archive; its name tells the JDK, since no other can read it
 * @param libraries what the archive was made from; where one of them is newer, it is made again
 */
public record StartupArchive(Path file, List<Path> libraries) {
    /** An archive that the JVM cannot use or write costs time, not correctness; its warnings would only fill the log. */
    private static final String QUIET = "-Xlog:cds*=off,aot*=off";

    public StartupArchive {
        libraries = List.copyOf(libraries);
    }

    /**
     * What the JVM is told at its start.
     *
     * @param mayWrite false for the restart after a death, which must not be delayed by the next one
     */
    List<String> flags(boolean mayWrite) {
        if (isFresh()) {
            return List.of("-XX:SharedArchiveFile=" + file, QUIET);
        }
        return mayWrite ? List.of("-XX:ArchiveClassesAtExit=" + written(), QUIET) : List.of();
    }

    /** Takes over what the process has written, if it has. */
    void adopt() {
        try {
            if (Files.exists(written())) {
                Files.move(written(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the start-up archive " + file + " could not be put in place", e);
        }
    }

    /** Throws away what the process has written, if it has. */
    void discard() {
        try {
            Files.deleteIfExists(written());
        } catch (IOException e) {
            throw new UncheckedIOException("the start-up archive " + written() + " could not be removed", e);
        }
    }

    boolean isFresh() {
        try {
            if (!Files.exists(file)) {
                return false;
            }
            for (Path library : libraries) {
                if (Files.getLastModifiedTime(library).compareTo(Files.getLastModifiedTime(file)) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the age of the start-up archive " + file + " could not be read", e);
        }
    }

    /** Named by this supervisor, since another one may be writing the same archive. */
    private Path written() {
        return file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
    }
}
