package dev.stepfold.generation.sql;

import java.sql.DriverManager;
import java.sql.SQLException;

/** By what SQL is checked, after its grammar ({@code STEPFOLD_SQL_CHECK}). */
public sealed interface SqlCheck {
    /** The choice where none is made. */
    SqlCheck DEFAULT = new OwnServer();

    /** By a PostgreSQL that is started when it is first needed: {@code own}. */
    record OwnServer() implements SqlCheck {}

    /** By nothing else: {@code grammar}. */
    record GrammarAlone() implements SqlCheck {}

    /**
     * By a database that is there: {@code jdbc:postgresql:…}. Nothing stays in it.
     *
     * @param url with the user and the password as parameters
     */
    record GivenDatabase(String url) implements SqlCheck {
        /** Without the URL, which may hold a password. */
        @Override
        public String toString() {
            return "GivenDatabase[url=***]";
        }
    }

    /**
     * The check that a text names.
     *
     * @throws IllegalArgumentException when it names none; the message is one sentence that names the variable, and does not
     *     repeat the text, which may hold a password
     */
    static SqlCheck of(String text) {
        return switch (text) {
            case "own" -> new OwnServer();
            case "grammar" -> new GrammarAlone();
            default -> {
                if (!text.startsWith("jdbc:postgresql:") || !isUrl(text)) {
                    throw new IllegalArgumentException(
                            "STEPFOLD_SQL_CHECK must be own, grammar, or a URL that begins with jdbc:postgresql:");
                }
                yield new GivenDatabase(text);
            }
        };
    }

    private static boolean isUrl(String text) {
        try {
            return DriverManager.getDriver(text).acceptsURL(text);
        } catch (SQLException _) {
            return false;
        }
    }
}
