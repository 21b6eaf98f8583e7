package dev.stepfold.commandline.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a run has done since the manifest was written, so that a run that is killed need not begin again. Each line is
 * its SHA-256, a space, and its JSON. A line that is torn, and what follows it, was not yet durable.
 */
public final class Journal implements AutoCloseable {
    private static final int SUM_CHARACTERS = 64;

    private final FileChannel channel;

    private Journal(FileChannel channel) {
        this.channel = channel;
    }

    /** Goes on behind the lines that are whole. */
    public static Journal open(Path file) throws IOException {
        long whole = wholeBytes(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(whole);
        channel.position(whole);
        return new Journal(channel);
    }

    /** Adds lines, and makes them durable. */
    public synchronized void add(Collection<JournalLine> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JournalLine line : lines) {
            String json = json(line);
            text.append(Sha256.of(json.getBytes(StandardCharsets.UTF_8)))
                    .append(' ')
                    .append(json)
                    .append('\n');
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /** The lines that are whole. */
    static List<JournalLine> read(Path file) throws IOException {
        List<JournalLine> lines = new ArrayList<>();
        for (String json : wholeLines(file)) {
            lines.add(ContractMapper.mapper().readValue(json, JournalLine.class));
        }
        return lines;
    }

    /** Whether there are bytes behind the lines that are whole. */
    public static boolean isTorn(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) > wholeBytes(file);
    }

    private static long wholeBytes(Path file) throws IOException {
        long bytes = 0;
        for (String json : wholeLines(file)) {
            bytes += SUM_CHARACTERS + 1 + json.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        return bytes;
    }

    private static List<String> wholeLines(Path file) throws IOException {
        List<String> whole = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return whole;
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            if (end < from + SUM_CHARACTERS + 1) {
                return whole;
            }
            String json = text.substring(from + SUM_CHARACTERS + 1, end);
            String sum = text.substring(from, from + SUM_CHARACTERS);
            if (!sum.equals(Sha256.of(json.getBytes(StandardCharsets.UTF_8)))) {
                return whole;
            }
            whole.add(json);
            from = end + 1;
        }
        return whole;
    }

    private static String json(JournalLine line) {
        try {
            return ContractMapper.mapper().writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a journal line could not be written as JSON", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
