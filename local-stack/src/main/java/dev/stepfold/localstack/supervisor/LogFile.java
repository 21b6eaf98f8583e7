package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where a process writes its output. Bounded: what a file above {@link #BYTES_MAX} holds becomes {@code <name>.1}, and the one
 * that had this name goes. The process that writes keeps its file, which is emptied: it appends, so it goes on at the new end.
 * What it writes between the copy and that is lost.
 *
 * @param path where it is; the folder exists
 */
public record LogFile(Path path) {
    /** 20 MiB. */
    static final long BYTES_MAX = 20L * 1024 * 1024;

    /**
     * Sees that it is no symbolic link, which would have the process write somewhere else.
     *
     * @throws IOException where it is one
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
