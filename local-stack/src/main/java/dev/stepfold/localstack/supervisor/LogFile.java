package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file to which a process writes its output. Its size is bounded: a file above {@link #BYTES_MAX} is copied to
 * {@code <name>.1}, which replaces the previous copy, and is then emptied. The process keeps the file open and appends,
 * so it continues at the new end. Output between the copy and the emptying is lost.
 *
 * @param path where it is; the folder exists
 */
public record LogFile(Path path) {
    /** 20 MiB. */
    static final long BYTES_MAX = 20L * 1024 * 1024;

    /**
     * Checks that it is not a symbolic link, which would make the process write somewhere else.
     *
     * @throws IOException if it is one
     */
    void requireNoLink() throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("the log file " + path + " is a symbolic link");
        }
    }

    /** Makes room, whether or not a process writes to it. */
    void rotateIfLarge() {
        try {
            if (Files.exists(path) && Files.size(path) > BYTES_MAX) {
                Files.copy(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log file " + path + " could not be rotated", e);
        }
    }
}
