package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.language.Tokenizer.Word;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.List;
import java.util.Set;

/**
 * Words that no list has as a verb, and that their place in the sentence shows to be one: "nurses triage patients". In
 * English no noun in the singular stands between a plural and a determiner or another plural.
 */
record VerbGuess(Lexicon lexicon, List<Word> words) {
    private static final Set<String> DEFINITE =
            Set.of("the", "every", "each", "all", "their", "its", "our", "my", "your");
    /** With these a time may begin. */
    private static final Set<String> EACH = Set.of("every", "each", "all");

    static final Set<String> PARTICLES = Set.of("up", "out", "off", "down", "back", "away");
    /** These are prepositions, too. */
    private static final Set<String> LOOSE_PARTICLES = Set.of("on", "over", "in");

    private static final int SHORTEST = 3;
    /** So many verbs in a row may share an object: "receive, triage or discard samples". */
    private static final int MAX_ROW = 4;

    /**
     * Whether the word must be a verb.
     *
     * @param before the words before it
     */
    boolean isVerb(int i, List<Token> before) {
        if (!isBaseForm(i)) {
            return false;
        }
        if (before.isEmpty() || before.getLast().is(Tag.COLON)) {
            boolean one = isDefinite(i + 1) && !EACH.contains(words.get(i + 1).lower());
            return !lexicon.isKnown(words.get(i).lower()) && one;
        }
        Token last = before.getLast();
        if (last.is(Tag.NOUN)) {
            boolean people =
                    lexicon.isPerson(last.base()) && lexicon.plural(last.base()).equals(last.lower());
            return (last.plural() || people) && (takesObject(i, 0) || takesWithParticle(i, people));
        }
        boolean row = last.is(Tag.AND, Tag.OR, Tag.COMMA)
                && before.size() > 1
                && before.get(before.size() - 2).is(Tag.VERB);
        return row && !lexicon.isKnown(words.get(i).lower()) && takesObject(i, 0);
    }

    /** Whether a word that may be a verb is a further one of those that people do: "riders unlock, ride and park scooters". */
    boolean goesOn(int i, List<Token> before) {
        if (!isBaseForm(i) || !takesObject(i, 0)) {
            return false;
        }
        for (int k = 1; k < before.size(); k++) {
            if (before.get(k).is(Tag.VERB)) {
                return before.get(k - 1).is(Tag.NOUN) && before.get(k - 1).plural();
            }
        }
        return false;
    }

    /** "players level up characters", "actors try on costumes". */
    private boolean takesWithParticle(int i, boolean people) {
        boolean particle = i + 1 < words.size()
                && (PARTICLES.contains(words.get(i + 1).lower())
                        || (people && LOOSE_PARTICLES.contains(words.get(i + 1).lower())));
        boolean timed = i + 3 < words.size()
                && (TimeWords.isOne(words.get(i + 3).lower())
                        || Character.isDigit(words.get(i + 3).lower().charAt(0)));
        boolean definite = isDefinite(i + 2) && !EACH.contains(words.get(i + 2).lower()) && !timed;
        return particle && (definite || isPlural(i + 2));
    }

    private boolean isBaseForm(int i) {
        Word word = words.get(i);
        boolean name = i > 0 && Character.isUpperCase(word.text().charAt(0));
        return word.lower().length() >= SHORTEST
                && word.lower().chars().allMatch(Character::isLetter)
                && !name
                && !word.possessive()
                && lexicon.singular(word.lower()).equals(word.lower())
                && !word.lower().endsWith("ing")
                && !word.lower().endsWith("ly")
                && !TimeWords.isOne(word.lower());
    }

    /** Whether an object follows, or another verb that has one. */
    private boolean takesObject(int i, int row) {
        int next = i + 1;
        if (next >= words.size() || row >= MAX_ROW) {
            return false;
        }
        String word = words.get(next).lower();
        if (Set.of("or", "and", ",").contains(word)) {
            return next + 1 < words.size() && isBaseForm(next + 1) && takesObject(next + 1, row + 1);
        }
        boolean described = lexicon.isAdjective(word) && next + 1 < words.size() && isPlural(next + 1);
        return isDefinite(next) || Set.of("a", "an").contains(word) || isPlural(next) || described;
    }

    private boolean isDefinite(int i) {
        return i < words.size() && DEFINITE.contains(words.get(i).lower());
    }

    /** Whether a plural stands there. */
    boolean isPlural(int i) {
        if (i >= words.size() || words.get(i).isMark()) {
            return false;
        }
        String word = words.get(i).lower();
        return lexicon.closedClass(word).isEmpty() && !lexicon.singular(word).equals(word) && !TimeWords.isOne(word);
    }
}
