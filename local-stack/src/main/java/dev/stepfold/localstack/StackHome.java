package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.ProcessFiles;
import dev.stepfold.localstack.supervisor.ProcessName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/**
 * The folder that holds everything a stack keeps on this machine ({@code STEPFOLD_HOME}).
 *
 * @param path absolute
 */
public record StackHome(Path path) {
    /** Room for Kafka's segments and the projection's store. */
    static final long BYTES_FREE_MIN = 200L * 1024 * 1024;

    private static final long MIB = 1024L * 1024;

    public StackHome {
        path = path.toAbsolutePath().normalize();
    }

    /** A process's own data; survives restarts. */
    Path data(ProcessName name) {
        return path.resolve("data").resolve(name.value());
    }

    Path supervisorPid() {
        return path.resolve("supervisor.pid");
    }

    ProcessFiles processFiles() {
        return new ProcessFiles(path.resolve("pids"), path.resolve("logs"), path);
    }

    /**
     * Creates the folders, denies access to other users, and checks that they can be written and that there is room.
     *
     * @throws StartFailure if they cannot be written, or there is no room
     */
    void prepare() {
        try {
            Files.createDirectories(path);
            requireOwn(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            for (Path folder : List.of(
                    path.resolve("data"), processFiles().pids(), processFiles().logs())) {
                Files.createDirectories(folder);
                requireOwn(folder);
            }
            requireRoom(Files.getFileStore(path).getUsableSpace());
        } catch (IOException e) {
            throw new StartFailure(
                    "The folder " + path + " cannot be written (" + e
                            + "): make it writable, or set STEPFOLD_HOME to another one.",
                    e);
        }
    }

    /**
     * Another user could replace a folder, or a link to one, that this user has not created, while files are written
     * there.
     */
    private void requireOwn(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "own", null);
        try {
            UserPrincipal self = Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
            for (UserPrincipal owner :
                    List.of(Files.getOwner(folder), Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS))) {
                if (!owner.equals(self)) {
                    throw new StartFailure("The folder " + folder + " belongs to " + owner + " and not to " + self
                            + ": set STEPFOLD_HOME to a folder of your own.");
                }
            }
        } finally {
            Files.delete(probe);
        }
    }

    void requireRoom(long bytesFree) {
        if (bytesFree < BYTES_FREE_MIN) {
            throw new StartFailure("The disk that holds " + path + " is full: " + bytesFree / MIB
                    + " MB are free, Stepfold needs " + BYTES_FREE_MIN / MIB
                    + " MB; make room, or set STEPFOLD_HOME to a folder on another disk.");
        }
    }
}
