package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a process writes its output. Bounded at each start of the process: a file above {@link #BYTES_MAX} becomes
 * {@code <name>.1}, and the one that had this name goes.
 *
 * @param path where it is; the folder exists
 */
public record LogFile(Path path) {
    /** 20 MiB. */
    static final long BYTES_MAX = 20L * 1024 * 1024;

    /** Makes room for a new start; the process then appends. */
    void rotateIfLarge() {
        try {
            if (Files.exists(path) && Files.size(path) > BYTES_MAX) {
                Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log file " + path + " could not be rotated", e);
        }
    }
}
