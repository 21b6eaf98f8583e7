package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.Names.Name;

/**
 * A name that is taken, perhaps by another one whose first 63 bytes are the same.
 *
 * @param reason a sentence for a person
 * @param refused whether PostgreSQL refuses the statement; else it does nothing, because of {@code IF NOT EXISTS}
 */
public record NameClash(String reason, boolean refused) {
    private static final int SHOWN_CHARS_MAX = 80;
    private static final String KEPT = ": PostgreSQL keeps the first " + Names.BYTES_MAX + " bytes of a name";

    static NameClash refused(int statement, Name name, String taken, String kind) {
        String reason = "in statement " + statement + ", the name " + shown(name) + " is that of another " + kind;
        return new NameClash(name.spelled().equals(taken) ? reason : reason + KEPT, true);
    }

    static NameClash skipped(int statement, Name name) {
        return new NameClash(
                "statement " + statement + " creates nothing, because the name " + shown(name) + " is taken" + KEPT,
                false);
    }

    private static String shown(Name name) {
        String spelled = name.spelled();
        return spelled.length() <= SHOWN_CHARS_MAX ? spelled : spelled.substring(0, SHOWN_CHARS_MAX) + "…";
    }
}
