package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.Abbreviations;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into sentences of words and marks. Words in other scripts than Latin are left out, because they cannot
 * become names in a database. One pass; a sentence is at most {@value #MAX_SENTENCE} words long, the words after that
 * begin the next one.
 */
final class Tokenizer {
    static final int MAX_SENTENCE = 120;

    private static final Pattern PIECE = Pattern.compile(
            "(?<time>\\d{1,2}(?:[:.]\\d{2}(?::\\d{2})?)(?:\\s?[aApP][mM]\\b)?|\\d{1,2}\\s?[aApP][mM]\\b)"
                    + "|(?<decimal>\\d{1,4}\\.\\d(?![\\p{L}\\d.]))"
                    + "|(?<word>[\\p{L}\\d](?:[\\p{L}\\p{M}\\d_]|['’\\-](?=[\\p{L}\\d])){0,79}+)"
                    + "|(?<end>[.!?;]+(?=\\s|$)|\\n\\h{0,80}\\n|\\n(?=\\h{0,80}(?:[-*•–]|\\d+[.)])\\s)|\\n(?=\\h{0,80}\\p{Lu}))"
                    + "|(?<mark>[,:()\\[\\]&/+=]|\\s[-–—]\\s)");
    /** A long dash between two days or numbers, written without spaces. */
    private static final Pattern RANGE = Pattern.compile(
            "\\b((?:mon?|tue?|wed?|thu?|fri?|sat?|sun?)\\p{L}*|\\d{1,2}(?:st|nd|rd|th|am|pm)?)[–—]"
                    + "((?:mon?|tue?|wed?|thu?|fri?|sat?|sun?)\\p{L}*|\\d{1,2}(?:st|nd|rd|th|am|pm)?)\\b",
            Pattern.CASE_INSENSITIVE);

    /** "@ 10", "@10am". */
    private static final Pattern AT = Pattern.compile("(?<=\\s)@\\s?(?=\\d)");

    private static final Pattern ARROW = Pattern.compile("\\h{0,3}(?:-{1,3}>|={1,2}>|→)\\h{0,3}");
    private static final Pattern ARROWS = Pattern.compile(
            "[\\p{L}][\\p{L}\\-]{0,30}(?<!-)(?:\\h{0,3}(?:-{1,3}>|={1,2}>|→)\\h{0,3}[\\p{L}][\\p{L}\\-]{0,30}(?<!-)){1,12}");

    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z][a-z])|_");
    private static final Pattern MARKS = Pattern.compile("\\p{M}");

    private static final Set<String> DASHES = Set.of("-", "–", "—");

    /** Two words that are one. */
    private static final Map<String, String> PAIRS = Map.ofEntries(
            Map.entry("check in", "checkin"),
            Map.entry("checks in", "checkin"),
            Map.entry("checked in", "checkin"),
            Map.entry("check out", "checkout"),
            Map.entry("checks out", "checkout"),
            Map.entry("checked out", "checkout"),
            Map.entry("back up", "backup"),
            Map.entry("set up", "set"),
            Map.entry("e mail", "email"),
            Map.entry("to do", "to-do"),
            Map.entry("hand in", "submit"),
            Map.entry("drop off", "submit"),
            Map.entry("follow up", "follow-up"));

    /** Idioms, and the one word that each stands for. */
    private static final List<Map.Entry<Pattern, String>> IDIOMS = List.of(
            Map.entry(idiom("keeps? track of"), "track"),
            Map.entry(idiom("keeps? an eye on"), "monitor"),
            Map.entry(idiom("takes? care of"), "manage"),
            Map.entry(idiom("looks? after"), "manage"),
            Map.entry(idiom("deals? with"), "handle"),
            Map.entry(idiom("comes? with"), "have"),
            Map.entry(idiom("takes? place"), "happens"),
            Map.entry(idiom("dont"), "don't"),
            Map.entry(idiom("doesnt"), "doesn't"),
            Map.entry(idiom("(?:do not|don['’]t|never) forget to"), "please"),
            Map.entry(idiom("(?:remember|make sure|be sure) to"), "please"),
            Map.entry(idiom("thank you"), "thank-you"),
            Map.entry(Pattern.compile("(?<=\\s)w/o\\s+"), "without "),
            Map.entry(Pattern.compile("(?<=\\s)w/\\s*(?=\\p{L})"), "with "),
            Map.entry(idiom("(has|have|had) got"), "$1"),
            Map.entry(idiom("(?:is|are) (?:described|identified|defined|characterised|characterized) by"), "has"),
            Map.entry(idiom("(?:(?:should|must|will|to) )?be able to"), "can"),
            Map.entry(idiom("(?:is|are) (?:able|allowed) to"), "can"),
            Map.entry(
                    Pattern.compile(
                            "\\b(has|have|with|needs?|contains?|includes?)\\s+(?:the\\s+|these\\s+)?"
                                    + "(?:following(?:\\s+(?:fields|attributes|properties|columns))?\\s*:?"
                                    + "|(?:fields|attributes|properties|columns)\\s*:)(?=\\s)",
                            Pattern.CASE_INSENSITIVE),
                    "$1"),
            Map.entry(idiom("(i|we)['’]d like"), "$1 would like"),
            Map.entry(idiom("yes ?/ ?no"), "yes or no"));

    private Tokenizer() {}

    private static Pattern idiom(String words) {
        return Pattern.compile("\\b" + words.replace(" ", "\\s+") + "\\b", Pattern.CASE_INSENSITIVE);
    }

    /** "from draft to sent to paid", of "draft -> sent -> paid"; two states are a row. */
    private static String path(MatchResult arrows) {
        List<String> states = ARROW.splitAsStream(arrows.group()).toList();
        return states.size() > 2 ? "from " + String.join(" to ", states) : String.join(", ", states);
    }

    /** A word before its kind is known. */
    record Word(String text, String lower, boolean possessive) {
        boolean isMark() {
            return !lower.isEmpty() && !Character.isLetterOrDigit(lower.charAt(0));
        }
    }

    static List<List<Word>> sentences(String text) {
        List<List<Word>> sentences = new ArrayList<>();
        List<Word> sentence = new ArrayList<>();
        String plain = Abbreviations.plain(Normalizer.normalize(text, Normalizer.Form.NFKC));
        plain = AT.matcher(plain).replaceAll("at ");
        plain = ARROWS.matcher(plain).replaceAll(Tokenizer::path);
        plain = RANGE.matcher(plain).replaceAll("$1-$2");
        for (Map.Entry<Pattern, String> idiom : IDIOMS) {
            plain = idiom.getKey().matcher(plain).replaceAll(idiom.getValue());
        }
        Matcher piece = PIECE.matcher(plain);
        while (piece.find()) {
            if (piece.group("end") != null || sentence.size() >= MAX_SENTENCE) {
                close(sentence, sentences);
                sentence = new ArrayList<>();
            }
            if (piece.group("time") != null) {
                String time = piece.group("time").toLowerCase(Locale.ROOT).replace(" ", "");
                sentence.add(new Word(piece.group("time"), time, false));
            } else if (piece.group("decimal") != null) {
                sentence.add(new Word(piece.group("decimal"), piece.group("decimal"), false));
            } else if (piece.group("word") != null) {
                addWord(piece.group("word"), sentence);
            } else if (piece.group("mark") != null && !sentence.isEmpty()) {
                sentence.add(
                        new Word(piece.group("mark"), mark(piece.group("mark").strip()), false));
            }
        }
        close(sentence, sentences);
        return sentences;
    }

    private static void addWord(String written, List<Word> sentence) {
        boolean possessive = written.endsWith("'s") || written.endsWith("’s");
        String stem = possessive ? written.substring(0, written.length() - 2) : written;
        for (String part : CAMEL.splitAsStream(stem).toList()) {
            String lower = MARKS.matcher(Normalizer.normalize(part, Normalizer.Form.NFD))
                    .replaceAll("")
                    .toLowerCase(Locale.ROOT)
                    .replace("’", "'");
            if (lower.chars().anyMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
                sentence.add(new Word(part, lower.equals("e-mail") ? "email" : lower, possessive));
            }
        }
    }

    private static String mark(String mark) {
        return switch (mark) {
            case "[" -> "(";
            case "]" -> ")";
            case "-", "–", "—", "=" -> ":";
            case "+" -> "&";
            default -> mark;
        };
    }

    private static void close(List<Word> sentence, List<List<Word>> sentences) {
        List<Word> joined = new ArrayList<>(sentence.size());
        for (Word word : sentence) {
            String pair = joined.isEmpty() ? null : PAIRS.get(joined.getLast().lower() + " " + word.lower());
            if (pair == null) {
                joined.add(word);
            } else {
                Word first = joined.removeLast();
                joined.add(new Word(first.text() + " " + word.text(), pair, false));
            }
        }
        if (!joined.isEmpty()) {
            sentences.add(withoutBullets(joined));
        }
    }

    /** The first dash may lead to a list, as a colon does; dashes after a colon or another dash part the list's items. */
    private static List<Word> withoutBullets(List<Word> sentence) {
        List<Word> plain = new ArrayList<>(sentence.size());
        boolean listing = false;
        for (Word word : sentence) {
            boolean dash = word.isMark() && DASHES.contains(word.text().strip());
            boolean afterColon = !plain.isEmpty() && plain.getLast().lower().equals(":");
            if (dash && afterColon) {
                listing = true;
            } else {
                plain.add(dash && listing ? new Word(word.text(), ",", false) : word);
                listing |= dash;
            }
        }
        return plain;
    }
}
