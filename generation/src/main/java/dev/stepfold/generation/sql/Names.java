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
    /** How much of a name PostgreSQL keeps: {@code NAMEDATALEN - 1}. */
    static final int BYTES_MAX = 63;

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

    /**
     * A name.
     *
     * @param spelled without its quotes, or in lower case if it had none
     * @param kept as PostgreSQL stores it: the first {@link #BYTES_MAX} bytes, without a character that they cut
     */
    record Name(String spelled, String kept) {
        private static Name of(String spelled) {
            int bytes = 0;
            for (int at = 0; at < spelled.length(); ) {
                int character = spelled.codePointAt(at);
                bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
                if (bytes > BYTES_MAX) {
                    return new Name(spelled, spelled.substring(0, at));
                }
                at += Character.charCount(character);
            }
            return new Name(spelled, spelled);
        }
    }

    /** The name as PostgreSQL stores it. */
    String name() throws RefusedSqlException {
        return read().kept();
    }

    /** A name with what PostgreSQL does not keep of it. PostgreSQL folds ASCII letters only. */
    Name read() throws RefusedSqlException {
        if (!seesName()) {
            throw tokens.unexpected();
        }
        if (tokens.seesKind(0, Kind.QUOTED)) {
            String quoted = tokens.expectKind(Kind.QUOTED);
            return Name.of(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""));
        }
        return Name.of(folded(tokens.expectKind(Kind.WORD)));
    }

    private static String folded(String word) {
        StringBuilder folded = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char character = word.charAt(i);
            folded.append(character < 128 ? Character.toLowerCase(character) : character);
        }
        return folded.toString();
    }

    /**
     * A name, possibly qualified by the schema {@code public}. There is no other schema, and what is executed leaves it out:
     * it is executed where there is a schema of another name.
     */
    String qualified() throws RefusedSqlException {
        return readQualified().kept();
    }

    /** As {@link #qualified}, with what PostgreSQL does not keep of it. */
    Name readQualified() throws RefusedSqlException {
        tokens.acceptAndLeaveOut("PUBLIC", ".");
        return read();
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
