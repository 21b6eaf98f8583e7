package dev.stepfold.generation.builtin.database;

import java.util.Map;
import java.util.Set;

/** The value of a column in its new type, for every pair of types that {@link Schema#type} gives. */
final class TypeConversion {
    private static final Set<String> TEXTS = Set.of("text", "varchar(63)", "varchar(255)");

    /**
     * What PostgreSQL casts directly, besides texts, which it casts to and from everything (pg_cast, PostgreSQL 17).
     */
    private static final Map<String, Set<String>> CASTS = Map.of(
            "integer", Set.of("numeric(19, 4)", "boolean"),
            "numeric(19, 4)", Set.of("integer"),
            "boolean", Set.of("integer"),
            "date", Set.of("timestamp with time zone"),
            "timestamp with time zone", Set.of("date", "time"),
            "jsonb", Set.of("integer", "numeric(19, 4)", "boolean"));

    private TypeConversion() {}

    /**
     * An expression. If there is no cast, it converts the value by way of text. A value that cannot be read as the new
     * type makes the migration fail, so that none is lost.
     */
    static String of(String column, String from, String to) {
        if (TEXTS.contains(from)
                || TEXTS.contains(to)
                || CASTS.getOrDefault(from, Set.of()).contains(to)) {
            return cast(column, to);
        }
        return to.equals("jsonb") ? "to_jsonb(" + column + ")" : cast(cast(column, "text"), to);
    }

    private static String cast(String expression, String type) {
        return "CAST(" + expression + " AS " + type + ")";
    }
}
