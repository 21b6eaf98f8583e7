package dev.stepfold.generation.builtin.time;

import java.util.Set;

/** Finds words that say when, although not so that a reader understands them: "on odd days", "every leap year". */
final class VagueDays {
    private static final Set<String> IN = Set.of("on", "during", "in", "within", "outside", "at", "all", "any", "only");
    private static final Set<String> ARTICLES = Set.of("the", "a", "an", "this", "these", "their", "its", "our", "my");
    /** A modifier, as in "odd days", has at most so many words: "the last but one day". */
    private static final int MAX_WORDS = 4;

    private final Words words;

    VagueDays(Words words) {
        this.words = words;
    }

    /** The place after the words that begin there; the same place if they do not say when. */
    int at(int i) {
        boolean every = words.isIn(i, Frequencies.EVERY);
        if (!every && !words.isIn(i, IN)) {
            return i;
        }
        int first = words.skip(i + 1, ARTICLES);
        int k = first;
        while (k < first + MAX_WORDS && !TimeWords.isUnit(words.at(k)) && isModifier(k)) {
            k++;
        }
        boolean modified = k > first && !isAmount(first, k);
        boolean numbered = words.at(k + 1).matches("\\d+");
        if (numbered && TimeWords.isUnit(words.at(k))) {
            return k + 2;
        }
        boolean days = every || modified || TimeWords.isLongUnit(words.at(k));
        return days && TimeWords.isUnit(words.at(k)) ? ofPeriod(k + 1) : i;
    }

    private boolean isModifier(int k) {
        String word = words.at(k);
        return !word.isEmpty()
                && Character.isLetterOrDigit(word.charAt(0))
                && !words.isIn(k, IN)
                && !words.isIn(k, Frequencies.EVERY)
                && !words.isIn(k, ARTICLES)
                && !words.isIn(k, Set.of("to", "for", "of", "with", "by", "and", "or", "from", "that", "which", "who"));
    }

    /** "in two weeks" is a distance. */
    private boolean isAmount(int from, int to) {
        return to == from + 1 && Calendar.number(words.at(from)).isPresent();
    }

    /** The place after "of the month". */
    private int ofPeriod(int i) {
        int period = words.skip(i + 1, Set.of("the", "each", "every", "a"));
        return words.isIn(i, Set.of("of", "in")) && TimeWords.isUnit(words.at(period)) ? period + 1 : i;
    }
}
