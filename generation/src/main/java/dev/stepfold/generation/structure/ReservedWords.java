package dev.stepfold.generation.structure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that PostgreSQL reserves: DDL that does not quote them does not execute, and everybody who writes SQL must
 * quote them.
 */
final class ReservedWords {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> WORDS = read();

    private ReservedWords() {}

    static void check(String name, String path, Report report) {
        if (WORDS.contains(name.toLowerCase(Locale.ROOT))) {
            report.warning("reserved-name", path, name + " is a reserved word of SQL and has to be quoted");
        }
    }

    private static Set<String> read() {
        String file = "/builtin/reserved-words.txt";
        try (InputStream stream = Objects.requireNonNull(ReservedWords.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> SPACE.splitAsStream(line))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
