package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

    private static final long LATEST_BYTES = 64L * 1024;

    /** As the C library says ENOSPC, EDQUOT, EROFS, EIO and EMFILE. */
    private static final List<String> REFUSALS = List.of(
            "No space left on device",
            "Disk quota exceeded",
            "Read-only file system",
            "Input/output error",
            "Too many open files");

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

    /** How much is in it now. */
    long bytes() throws IOException {
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /**
     * What the operating system refused last, in its own words, as far as the latest output tells: a process that ends
     * because its disk is full says so in the middle of a stack trace.
     *
     * @param from output before this place is of an earlier process
     */
    Optional<String> refusalSince(long from) {
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            long begin = Math.max(size < from ? 0 : from, size - LATEST_BYTES);
            ByteBuffer latest = ByteBuffer.allocate((int) (size - begin));
            while (latest.hasRemaining() && channel.read(latest, begin + latest.position()) >= 0) {
                // until the end
            }
            String text = new String(latest.array(), 0, latest.position(), StandardCharsets.UTF_8);
            return REFUSALS.stream().filter(text::contains).max(Comparator.comparingInt(text::lastIndexOf));
        } catch (IOException _) {
            return Optional.empty();
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
