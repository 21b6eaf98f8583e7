package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The file that names a running process by its pid, one decimal number. Readers never see a partial number: the file is
 * replaced atomically.
 *
 * @param path where it is; the folder exists
 */
public record PidFile(Path path) {
    /** Writes this pid to the file. */
    public void write(long pid) {
        try {
            Path written = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(written);
            Files.writeString(written, pid + "\n", StandardOpenOption.CREATE_NEW);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the pid file " + path + " could not be written", e);
        }
    }

    /** The pid, or empty if the file is missing or contains no number. */
    public OptionalLong read() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(path).strip()));
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalLong.empty();
        }
    }

    /** Removes the file, if it is there. */
    public void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("the pid file " + path + " could not be removed", e);
        }
    }
}
