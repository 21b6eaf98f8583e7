package dev.stepfold.localstack.disk;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real ext4 file system of a few megabytes, in a file that is mounted through a loop device: it can be filled, it can
 * fail, and a copy of the file is what a power cut would leave, because only what was flushed is in it. Unmounted when it is
 * closed. Only root can mount; elsewhere the test is skipped.
 */
public final class SmallDisk implements AutoCloseable {
    private static final int MIB = 1024 * 1024;

    private final Path image;
    private final Path folder;

    private SmallDisk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
    }

    /** A new one, empty. */
    public static SmallDisk make(Path parent, String name, int mebibytes) throws IOException, InterruptedException {
        Path image = parent.resolve(name + ".image");
        run("truncate", "-s", mebibytes + "M", image.toString());
        SmallDisk disk = new SmallDisk(image, Files.createDirectory(parent.resolve(name)));
        Assumptions.assumeTrue(
                succeeds("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()) && disk.mount(),
                "SKIPPED: only root can mount a file system, and not in every container");
        return disk;
    }

    /** What would be on the disk if the power went now. */
    public SmallDisk afterAPowerCut(Path parent, String name) throws IOException, InterruptedException {
        Path copy = parent.resolve(name + ".image");
        run("cp", "--sparse=always", image.toString(), copy.toString());
        SmallDisk disk = new SmallDisk(copy, Files.createDirectory(parent.resolve(name)));
        if (!disk.mount()) {
            throw new IOException("the file system cannot be mounted after the power cut");
        }
        return disk;
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Takes all room but so much. */
    public void fillBut(long bytes) throws IOException {
        byte[] piece = new byte[MIB];
        try (OutputStream filler =
                Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (long room = bytesFree() - bytes; room > 0; room = bytesFree() - bytes) {
                filler.write(piece, 0, (int) Math.min(piece.length, room));
            }
        } catch (IOException e) {
            if (bytes > 0) {
                throw e;
            }
        }
    }

    /** Gives back the room that was taken. */
    public void makeRoom() throws IOException {
        Files.deleteIfExists(filler());
    }

    public long bytesFree() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** From now on nothing can be written to it, as after an error of the disk. */
    public void fail() throws IOException, InterruptedException {
        run("mount", "-o", "remount,abort", folder.toString());
    }

    /** Takes all that was not flushed: from now on nothing can be written or, but for what is in memory, read. */
    public void cutPower() throws IOException {
        PowerSwitch.off(folder);
    }

    /** Unmounts it and mounts it again, as a person does who has repaired it. Nothing may be open on it. */
    public void repair() throws IOException, InterruptedException {
        run("umount", folder.toString());
        var _ = succeeds("e2fsck", "-p", "-f", image.toString());
        if (!mount()) {
            throw new IOException("the file system cannot be mounted after its repair");
        }
    }

    @Override
    public void close() {
        try {
            if (!succeeds("umount", folder.toString())) {
                run("umount", "--lazy", folder.toString());
            }
            Files.delete(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    private boolean mount() throws IOException, InterruptedException {
        return succeeds("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (!succeeds(command)) {
            throw new IOException(List.of(command) + " failed");
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("error=2,")) {
                return false;
            }
            throw e;
        }
    }
}
