package dev.stepfold.generation.builtin.time;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words and marks of a sentence, by their place. Before the first and after the last is the empty word. */
final class Words {
    private static final Set<String> MARKS = Set.of(",", "(", ")", ":", "");
    private static final Pattern ACCENTS = Pattern.compile("\\p{M}");
    private static final int MAX_CLAUSE = 7;

    private final List<String> written;
    private final List<String> lower;

    Words(List<String> written) {
        this.written = written;
        this.lower = written.stream().map(Words::plain).toList();
    }

    /** In small letters without accents. */
    private static String plain(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT).replace('’', '\'');
        return ACCENTS.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD)).replaceAll("");
    }

    /** The words as the writer put them. */
    List<String> written() {
        return written;
    }

    /** A word in lower case. */
    String at(int i) {
        return i >= 0 && i < lower.size() ? lower.get(i) : "";
    }

    boolean is(int i, String word) {
        return at(i).equals(word);
    }

    boolean isIn(int i, Set<String> words) {
        return words.contains(at(i));
    }

    /** The place after a word, if it is one of these; otherwise its own. */
    int skip(int i, Set<String> words) {
        return isIn(i, words) ? i + 1 : i;
    }

    /** The place after all words that are of these. */
    int skipAll(int i, Set<String> words) {
        int to = i;
        while (isIn(to, words)) {
            to++;
        }
        return to;
    }

    /** Whether these words stand there, in this order. */
    boolean are(int i, String... words) {
        for (int k = 0; k < words.length; k++) {
            if (!is(i + k, words[k])) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return written.size();
    }

    /** The place of the next mark, at most a few words on. */
    int endOfClause(int from) {
        int to = from;
        while (to < size() && to < from + MAX_CLAUSE && !isMark(to)) {
            to++;
        }
        return to;
    }

    /** Whether a mark stands there that ends a clause. */
    boolean isMark(int i) {
        return isIn(i, MARKS);
    }

    /** Words as the writer put them. */
    String text(int from, int to) {
        String joined = written.subList(from, Math.min(to, written.size())).stream()
                .map(String::strip)
                .collect(Collectors.joining(" "));
        return joined.replace(" ,", ",")
                .replace(" : ", " :")
                .replaceAll("(?i)(utc|gmt) \\+ ", "$1+")
                .replaceAll(" \\+ (?=\\d)", " +")
                .replace(" / ", "/");
    }
}
