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
import java.util.stream.Stream;

/**
 * One orchestrator process.
 *
 * @param member its permanent name in the group
 * @param name different for every process
 * @param log its log file
 */
record Instance(String member, String name, Process process, Path log) {
    private static final Pattern ASSIGNED_SOME = Pattern.compile("assigned partitions=\\[\\d");
    private static final Pattern LOADED = Pattern.compile("loaded documentId=");

    /** Kills it with SIGKILL; returns the time of the kill, once it is dead. */
    Instant kill9() {
        Instant now = Instant.now();
        process.destroyForcibly().onExit().join();
        return now;
    }

    /** When it first got partitions after {@code instant}, by its log; empty if it has got none yet. */
    Optional<Instant> assignedAfter(Instant instant) {
        return times(ASSIGNED_SOME).filter(instant::isBefore).findFirst();
    }

    /** When it had read each document from its topic, by its log. */
    List<Instant> loadedAt() {
        return times(LOADED).toList();
    }

    private Stream<Instant> times(Pattern what) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> what.matcher(line).find())
                    .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' ')))
                            .toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
