package dev.stepfold.generation.builtin.time;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Writes abbreviations without their dots, which end no sentence: "5 p.m.", "Fri.", "Sept.", "U.S.", "St. Louis". The last
 * dot stays where a sentence may begin after it: "at 5 p.m. Back up the data", but not in "5 p.m. Monday to Friday".
 */
public final class Abbreviations {
    private static final Pattern MERIDIEM = Pattern.compile("(?<=[\\d\\s])([apAP])\\.\\s?([mM])(?:\\.|\\b)");
    private static final Pattern CALENDAR = Pattern.compile(
            "\\b(mon|tues?|wed|thur?s?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|hrs?|mins?|approx)\\.",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CAPITALS = Pattern.compile("\\b(\\p{Lu})\\.(\\p{Lu})\\.(?:(\\p{Lu})\\.)?");
    /** "St. Louis", but not "Main St." */
    private static final Pattern SAINT = Pattern.compile("(?<!\\p{Lu}\\p{Ll}{1,15}\\s)\\b(St|Ft|Mt)\\.(?=\\s\\p{Lu})"
            + "|(?<=\\b(?:in|at|near|from|of|for|to)\\s)(St|Ft|Mt)\\.(?=\\s\\p{Lu})");
    /** "1900Z" and "19:00Z" are in UTC. */
    private static final Pattern ZULU = Pattern.compile("(?<=\\d{2})Z\\b");
    /** "8am-6pm", "09:00–17:00". */
    private static final Pattern RANGE =
            Pattern.compile("(?<=\\d\\s?[apAP][mM]|\\d:\\d\\d)[-–](?=\\d{1,2}(?::\\d\\d|\\s?[apAP][mM]\\b))");
    /** A capital after a dot, and the two words there. */
    private static final Pattern NEXT =
            Pattern.compile("\\s+(?<first>\\p{Lu}\\p{L}*)\\s+(?<second>\\p{L}+)(?:\\s+(?<third>\\p{L}+))?");

    private static final Set<String> TIME = Set.of("time", "standard", "daylight");

    private Abbreviations() {}

    /** The text without these dots. */
    public static String plain(String text) {
        String plain = replaced(MERIDIEM, text);
        plain = replaced(CAPITALS, plain);
        plain = replaced(CALENDAR, plain);
        plain = SAINT.matcher(plain).replaceAll(found -> found.group().replace(".", ""));
        plain = RANGE.matcher(plain).replaceAll(" - ");
        return ZULU.matcher(plain).replaceAll(" Z");
    }

    private static String replaced(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(found -> {
            boolean last = found.group().endsWith(".") && endsSentence(text, found);
            return found.group().replace(".", "").replace(" ", "") + (last ? "." : "");
        });
    }

    /** Whether a capital follows that begins a sentence: it is no name that a time may have after it. */
    private static boolean endsSentence(String text, MatchResult found) {
        var next = NEXT.matcher(text).region(found.end(), text.length());
        if (!next.lookingAt()) {
            return false;
        }
        String first = next.group("first").toLowerCase(Locale.ROOT);
        boolean small = Character.isLowerCase(next.group("second").charAt(0));
        boolean zone = TIME.contains(next.group("second"))
                || (next.group("third") != null && TIME.contains(next.group("third")))
                || TimeZones.only(first).isPresent();
        return small && !zone && !beginsDays(first);
    }

    private static boolean beginsDays(String word) {
        return Calendar.weekday(word).isPresent() || Calendar.month(word).isPresent();
    }
}
