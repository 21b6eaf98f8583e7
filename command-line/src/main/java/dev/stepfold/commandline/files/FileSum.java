package dev.stepfold.commandline.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file, and what its first bytes are. Bytes after these are of a backup that did not finish, and do not count.
 *
 * @param file its path in the backup's folder, with {@code /}
 * @param bytes how many of its bytes count
 * @param sha256 of these bytes
 */
public record FileSum(String file, long bytes, String sha256) {
    /**
     * Checks the file.
     *
     * @throws DamagedFileException if it is missing, too short, or its bytes are others
     */
    public void check(Path folder) throws IOException {
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new DamagedFileException("it is missing");
        }
        try {
            if (!Sha256.hex(Sha256.ofFile(path, bytes)).equals(sha256)) {
                throw new DamagedFileException("its SHA-256 is not the one that was written");
            }
        } catch (NoSuchFileException e) {
            throw new DamagedFileException("it is missing");
        }
    }
}
