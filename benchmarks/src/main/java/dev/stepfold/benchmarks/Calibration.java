package dev.stepfold.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast the machine is now. Only sessions with similar values can be compared.
 *
 * @param digest the time to compute SHA-256 of 64 MiB, warm
 * @param flush the median time to write 4 KiB and wait for the disk
 */
record Calibration(Duration digest, Duration flush) {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int DIGEST_MEBIBYTES = 64;
    private static final int FLUSHES = 300;
    private static final int FLUSH_BYTES = 4 * 1024;

    static Calibration take() throws IOException {
        digested();
        return new Calibration(digested(), flushed());
    }

    private static Duration digested() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[MEBIBYTE];
            long start = System.nanoTime();
            for (int i = 0; i < DIGEST_MEBIBYTES; i++) {
                digest.update(part);
            }
            digest.digest();
            return Duration.ofNanos(System.nanoTime() - start);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration flushed() throws IOException {
        Path file = Files.createTempFile("stepfold-calibration", "");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            List<Duration> times = new ArrayList<>();
            for (int i = 0; i < FLUSHES; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(FLUSH_BYTES));
                channel.force(false);
                times.add(Duration.ofNanos(System.nanoTime() - start));
            }
            return new Figures(times).median();
        } finally {
            Files.delete(file);
        }
    }
}
