package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of tables, columns, types and constraints: quoted, or words that PostgreSQL does not reserve. */
final class Names {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> RESERVED = reserved();

    private final TokenReader tokens;

    Names(TokenReader tokens) {
        this.tokens = tokens;
    }

    /** Whether a name comes next. */
    boolean seesName() {
        return tokens.seesKind(0, Kind.QUOTED)
                || (tokens.seesKind(0, Kind.WORD) && !RESERVED.contains(tokens.keyword()));
    }

    /** The name as PostgreSQL stores it: without its quotes, or in lower case if it had none. */
    String name() throws RefusedSqlException {
        if (!seesName()) {
            throw tokens.unexpected();
        }
        if (tokens.seesKind(0, Kind.QUOTED)) {
            String quoted = tokens.expectKind(Kind.QUOTED);
            return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
        }
        return tokens.expectKind(Kind.WORD).toLowerCase(Locale.ROOT);
    }

    /** A name, possibly qualified by the schema {@code public}. There is no other schema. */
    String qualified() throws RefusedSqlException {
        tokens.accept("PUBLIC", ".");
        return name();
    }

    void list() throws RefusedSqlException {
        tokens.inParentheses(() -> tokens.list(this::name));
    }

    private static Set<String> reserved() {
        String file = "/sql/reserved-words.txt";
        try (InputStream stream = Objects.requireNonNull(Names.class.getResourceAsStream(file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(SPACE::splitAsStream)
                    .map(word -> word.toUpperCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
