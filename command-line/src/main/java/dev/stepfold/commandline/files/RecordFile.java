package dev.stepfold.commandline.files;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file of records: NDJSON, compressed in one or more gzip members (RFC 1952), so that {@code zcat} shows it. What is
 * added later is a further member; nothing that was written is written again.
 */
public final class RecordFile {
    /** How many bytes gather before they are compressed and written: many files are written at once. */
    private static final int MEMBER_BYTES = 256 * 1024;

    private static final int COMPRESSION_LEVEL = 3;

    private RecordFile() {}

    /** Takes the records of a file. */
    public interface Reader {
        void take(LoggedRecord record, byte[] line) throws IOException;
    }

    /**
     * Reads the records in a file's first bytes.
     *
     * @throws DamagedFileException if they are not records
     */
    public static void read(Path file, long bytes, Reader reader) throws IOException {
        if (bytes == 0) {
            return;
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new Limited(Files.newInputStream(file), bytes), MEMBER_BYTES / 4),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.take(LoggedRecord.parse(line), line.getBytes(StandardCharsets.UTF_8));
            }
        } catch (ZipException | EOFException e) {
            throw new DamagedFileException("it is no gzip file of records");
        }
    }

    /** What a file holds after it was written. */
    public record Written(
            long bytes,
            String sha256,
            String lastRecord,
            @Nullable Instant lastAt) {}

    /** Adds records to a file. Used by one thread. */
    public static final class Appender {
        private final Path file;
        private final MessageDigest digest;
        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private long bytes;
        private String lastRecord = "";
        private @Nullable Instant lastAt;

        private Appender(Path file, MessageDigest digest, long bytes) {
            this.file = file;
            this.digest = digest;
            this.bytes = bytes;
        }

        /** A new file; what is there under its name is of a backup that did not finish. */
        public static Appender create(Path file) throws IOException {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            return new Appender(file, Sha256.digest(), 0);
        }

        /**
         * Goes on with a file behind the bytes that count.
         *
         * @throws DamagedFileException if these bytes are not what was written
         */
        public static Appender open(Path folder, FileSum sum) throws IOException {
            sum.check(folder);
            Path path = folder.resolve(sum.file());
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(sum.bytes());
            }
            return new Appender(path, Sha256.ofFile(path, sum.bytes()), sum.bytes());
        }

        public void add(LoggedRecord record) throws IOException {
            add(record, record.line());
        }

        void add(LoggedRecord record, byte[] line) throws IOException {
            lines.write(line);
            lines.write('\n');
            lastRecord = Sha256.of(line);
            lastAt = record.timestamp();
            if (lines.size() >= MEMBER_BYTES) {
                write(false);
            }
        }

        /** Makes everything durable. */
        public Written finish() throws IOException {
            write(true);
            return new Written(bytes, Sha256.hex(digest), lastRecord, lastAt);
        }

        private byte[] compressed() throws IOException {
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            if (lines.size() > 0) {
                try (OutputStream out = new Member(member)) {
                    lines.writeTo(out);
                }
            }
            return member.toByteArray();
        }

        private void write(boolean force) throws IOException {
            byte[] more = compressed();
            lines.reset();
            digest.update(more);
            bytes += more.length;
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                ByteBuffer buffer = ByteBuffer.wrap(more);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (force) {
                    channel.force(true);
                }
            }
        }
    }

    private static final class Member extends GZIPOutputStream {
        Member(OutputStream out) throws IOException {
            super(out);
            def.setLevel(COMPRESSION_LEVEL);
        }
    }

    /** The first bytes of a stream. */
    private static final class Limited extends FilterInputStream {
        private long left;

        Limited(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            if (left <= 0) {
                return -1;
            }
            left--;
            return super.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(buffer, offset, (int) Math.min(left, length));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public int available() {
            return (int) Math.min(left, Integer.MAX_VALUE);
        }
    }
}
