package dev.stepfold.generation.sql.postgres;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a statement does not execute, in our own words, by its SQLSTATE (PostgreSQL manual, appendix A). The database's
 * own message is never passed on: it may reveal something about its surroundings. Of the names in it, only those are
 * kept that the statement itself contains.
 */
final class Reasons {
    private static final int NAMES_MAX = 3;
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]{1,80})\"");

    private static final Map<String, String> SENTENCES = Map.ofEntries(
            Map.entry("42601", "its syntax is wrong"),
            Map.entry("42704", "it refers to a type or another object that does not exist"),
            Map.entry("42P01", "it refers to a table that does not exist"),
            Map.entry("42703", "it refers to a column that does not exist"),
            Map.entry("42883", "there is no such function or operator for these types"),
            Map.entry("42P07", "a table, an index or a sequence of that name already exists"),
            Map.entry("42701", "a column of that name already exists"),
            Map.entry("42710", "an object of that name already exists"),
            Map.entry("42723", "a function of that name already exists"),
            Map.entry("42804", "the types do not match"),
            Map.entry("42846", "a value cannot be cast to that type"),
            Map.entry("42830", "a foreign key points to columns that are not unique, or that differ in number"),
            Map.entry("42P16", "the table is not defined in a valid way, as with two primary keys"),
            Map.entry("42P17", "an expression is not allowed there; in an index it must be immutable"),
            Map.entry("42P10", "it refers to a column in a way that is not allowed"),
            Map.entry("42P02", "it refers to a parameter that does not exist"),
            Map.entry("42611", "a column is not defined in a valid way"),
            Map.entry("42809", "it is an object of another kind"),
            Map.entry("42939", "the name is reserved"),
            Map.entry("42602", "a name or a value of an enum is not valid, as one that is longer than 63 bytes"),
            Map.entry("42622", "a name is too long"),
            Map.entry("42501", "it needs a right that no schema needs"),
            Map.entry("22P02", "a text is not a value of its type"),
            Map.entry("22003", "a number is out of the range of its type"),
            Map.entry("22007", "a text is not a date or time"),
            Map.entry("22008", "a date or time is out of range"),
            Map.entry("22023", "a parameter is out of range"),
            Map.entry("22001", "a text is too long for its type"),
            Map.entry("22012", "it divides by zero"),
            Map.entry("2201B", "a pattern is not a regular expression"),
            Map.entry("2BP01", "something else depends on it"),
            Map.entry("0A000", "PostgreSQL does not support that"),
            Map.entry("55000", "the object is not in the required state"),
            Map.entry("55P04", "a new value of an enum is used in the transaction that adds it"),
            Map.entry("23502", "a value is missing"),
            Map.entry("23505", "a value is duplicated"),
            Map.entry("23514", "a value does not meet its check"),
            Map.entry("54000", "it is larger than PostgreSQL allows"),
            Map.entry("54001", "it is too complex"),
            Map.entry("54011", "a table has too many columns"));

    private Reasons() {}

    /**
     * A sentence about a failed statement.
     *
     * @param number which statement it is, from 1
     */
    static String of(int number, String statement, @Nullable String sqlState, @Nullable String message) {
        String state = sqlState == null ? "" : sqlState;
        String lower = statement.toLowerCase(Locale.ROOT);
        List<String> names = message == null
                ? List.of()
                : QUOTED.matcher(message)
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .filter(name -> lower.contains(name.toLowerCase(Locale.ROOT)))
                        .distinct()
                        .limit(NAMES_MAX)
                        .toList();
        String kind = statement.lines().findFirst().orElse("").split(" ", 3)[0].toUpperCase(Locale.ROOT);
        return "statement " + number + " (" + kind + "): "
                + SENTENCES.getOrDefault(state, "PostgreSQL refuses it with SQLSTATE " + state)
                + (names.isEmpty() ? "" : names.stream().collect(Collectors.joining(", ", ": ", "")));
    }
}
