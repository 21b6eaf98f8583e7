package dev.stepfold.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One orchestrator process.
 *
 * @param member its lasting name in the group
 * @param name different for every process
 * @param log what it says
 */
record Instance(String member, String name, Process process, Path log) {
    private static final Pattern ASSIGNED_SOME = Pattern.compile("assigned partitions=\\[\\d");
    private static final Pattern LOADED = Pattern.compile("loaded documentId=");

    /** Kills it the hard way, and says when. */
    Instant kill9() {
        Instant now = Instant.now();
        process.destroyForcibly();
        return now;
    }

    /** When it first got partitions, by its log; empty where it has none yet. */
    Optional<Instant> assignedAt() {
        return lines().stream()
                .filter(line -> ASSIGNED_SOME.matcher(line).find())
                .findFirst()
                .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))
                        .toInstant());
    }

    /** How many documents it has read from their topics, by its log. */
    long loaded() {
        return lines().stream().filter(line -> LOADED.matcher(line).find()).count();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
