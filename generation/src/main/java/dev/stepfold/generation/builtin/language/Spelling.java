package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.sentence.SentenceModel;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A text in which misspelt words about time are mended: "dayly", "evry", "wendsday". A word is misspelt if it is no word of
 * English as far as the vocabulary of the sentence model and the lexicon know, and near to one about time (optimal string
 * alignment distance). One pass over the text.
 *
 * @param text with the words mended
 * @param notes a sentence for each word that was
 */
public record Spelling(String text, List<String> notes) {
    private static final Set<String> DAYS = words("monday tuesday wednesday thursday friday saturday sunday");
    private static final Set<String> MONTHS =
            words("january february march april august september october november december");
    /** Shorter words are too near to others. */
    private static final Set<String> OTHERS = words("daily weekly monthly yearly hourly nightly quarterly annually"
            + " fortnightly biweekly every everyday morning mornings afternoon afternoons evening evenings midnight weekday"
            + " weekdays weekend weekends minute minutes hours weeks months quarter quarters fortnight tomorrow");

    private static final List<String> TARGETS = Stream.of(
                    DAYS.stream(), DAYS.stream().map(day -> day + "s"), MONTHS.stream(), OTHERS.stream())
            .flatMap(words -> words)
            .sorted()
            .toList();

    /** A word without digits, hyphens or an address around it. */
    private static final Pattern WORD =
            Pattern.compile("(?<![\\p{L}\\p{M}\\d@._/'’#-])\\p{L}{4,14}(?![\\p{L}\\p{M}\\d@_/]|['’.-]\\p{L})");

    private static final Pattern BEGINNING = Pattern.compile("(?:^|[.!?;:\\n•*-])\\s{0,20}$");
    /** Words before a day or a month that is written like a name. */
    private static final Pattern DATING = Pattern.compile(
            "(?i)\\b(?:on|every|each|by|until|till|next|last|this|in" + "|except|since|through|alternate)\\s+$");
    /** The same, but before a month a name may stand after them. */
    private static final Pattern LINKING = Pattern.compile("(?i)\\b(?:from|to|and|or|of)\\s+$");

    private static final Pattern TIMED = Pattern.compile("(?i)^s?\\s+(?:at\\b|@|\\d|morning|afternoon|evening|night)");
    /** English words for which a word about time is meant; the second pattern must follow. */
    private static final Map<String, Pattern> CONFUSED = Map.of(
            "ever",
            Pattern.compile(
                    "(?i)^\\s+(?:(?:other|second|single|\\d+)\\s+)?(?:minute|hour|day|week|weekday|month|quarter|year"
                            + "|morning|afternoon|evening|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\\b"),
            "weakly",
            Pattern.compile(""));

    private static final Map<String, String> MEANT = Map.of("ever", "every", "weakly", "weekly");
    private static final Pattern ENDING = Pattern.compile("(?:e?s|e?d|ing|ers?)$");
    /** From this length on, the name of a day may differ twice. */
    private static final int LONG = 7;
    /** So much of the text on both sides of a word is looked at. */
    private static final int BESIDE = 40;

    public Spelling {
        notes = List.copyOf(notes);
    }

    private static Set<String> words(String list) {
        return Set.of(list.split(" ", -1));
    }

    /** A text as it was meant. */
    public static Spelling of(String text) {
        List<String> notes = new ArrayList<>();
        String mended = WORD.matcher(text).replaceAll(found -> {
            String meant = meant(text, found);
            if (!meant.equals(found.group())) {
                notes.add("\"" + found.group() + "\" was read as \"" + meant + "\".");
            }
            return meant;
        });
        return new Spelling(mended, notes.stream().distinct().toList());
    }

    private static String meant(String text, MatchResult found) {
        String word = found.group();
        String lower = word.toLowerCase(Locale.ROOT);
        String before = text.substring(Math.max(0, found.start() - BESIDE), found.start());
        String rest = text.substring(found.end(), Math.min(text.length(), found.end() + BESIDE));
        String other = MEANT.getOrDefault(lower, lower);
        if (!other.equals(lower)
                && CONFUSED.getOrDefault(lower, WORD).matcher(rest).find()) {
            return written(other, word);
        }
        boolean capital = Character.isUpperCase(word.charAt(0));
        boolean mixed = !word.substring(1).equals(lower.substring(1)) && !word.equals(word.toUpperCase(Locale.ROOT));
        if (mixed || !lower.chars().allMatch(c -> c < 128) || TARGETS.contains(lower)) {
            return word;
        }
        return nearest(lower)
                .filter(_ -> !isEnglish(lower))
                .filter(near -> !capital || isNoName(near, before, rest))
                .map(near -> written(near, word))
                .orElse(word);
    }

    /** Whether a word with a capital is none because of what it names: at the beginning of a sentence, or where a day may stand. */
    private static boolean isNoName(String near, String before, String after) {
        boolean weekday = DAYS.stream().anyMatch(near::startsWith);
        boolean day = weekday || MONTHS.contains(near);
        return BEGINNING.matcher(before).find()
                || before.equals(before.toUpperCase(Locale.ROOT))
                || (day
                        && (DATING.matcher(before).find()
                                || TIMED.matcher(after).find()))
                || (weekday && LINKING.matcher(before).find());
    }

    private static Optional<String> nearest(String word) {
        return TARGETS.stream()
                .filter(target -> target.charAt(0) == word.charAt(0) && Math.abs(target.length() - word.length()) <= 2)
                .filter(target -> {
                    int distance = distance(word, target);
                    boolean day = DAYS.contains(target) && word.length() >= LONG;
                    return distance == 1 || (distance == 2 && day);
                })
                .min(Comparator.comparingInt((String target) -> distance(word, target))
                        .thenComparingInt(target -> -common(word, target)));
    }

    private static boolean isEnglish(String word) {
        SentenceModel model = SentenceModel.get();
        String stem = ENDING.matcher(word).replaceFirst("");
        return model.isWord(word)
                || Lexicon.english().isKnown(word)
                || (!stem.equals(word) && stem.length() > 3 && model.isWord(stem) && !isDay(word));
    }

    private static boolean isDay(String word) {
        return word.endsWith("day") || word.endsWith("days") || TimeWords.isUnit(word);
    }

    private static String written(String meant, String word) {
        if (word.equals(word.toUpperCase(Locale.ROOT))) {
            return meant.toUpperCase(Locale.ROOT);
        }
        return Character.isUpperCase(word.charAt(0))
                ? Character.toUpperCase(meant.charAt(0)) + meant.substring(1)
                : meant;
    }

    /** How many letters both have at their beginning and end. */
    private static int common(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int first = 0;
        while (first < shorter && one.charAt(first) == other.charAt(first)) {
            first++;
        }
        int last = 0;
        while (last < shorter - first
                && one.charAt(one.length() - 1 - last) == other.charAt(other.length() - 1 - last)) {
            last++;
        }
        return first + last;
    }

    /** How many letters were left out, added, changed, or exchanged with their neighbour. */
    static int distance(String one, String other) {
        int[][] distance = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                int changed = distance[i - 1][j - 1] + (same ? 0 : 1);
                int best = Math.min(changed, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                boolean exchanged = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                distance[i][j] = exchanged ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
            }
        }
        return distance[one.length()][other.length()];
    }
}
