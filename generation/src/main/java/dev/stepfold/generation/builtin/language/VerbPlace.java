package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.language.Tokenizer.Word;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Words that lists have as nouns or adjectives, and that the order of words shows to be verbs: no determiner follows an
 * adjective ("free the bed"), no noun a pronoun ("I drink a bottle").
 */
record VerbPlace(Lexicon lexicon, List<Word> words, VerbGuess guess) {
    private static final Set<String> DETERMINERS = Set.of(
            "the", "a", "an", "this", "that", "these", "those", "their", "its", "his", "her", "our", "my", "your",
            "them", "it");
    /** Before an article, these are no verbs: "first the driver checks in". */
    private static final Set<String> ADVERBIAL = Set.of(
            "first",
            "last",
            "next",
            "previous",
            "late",
            "daily",
            "weekly",
            "monthly",
            "hourly",
            "nightly",
            "yearly",
            "quarterly",
            "fortnightly",
            "due",
            "min",
            "max",
            "minimum",
            "maximum",
            "more",
            "less",
            "such",
            "whole",
            "only");

    private static final Set<String> SPEAKERS = Set.of("i", "we", "you", "they");
    private static final Set<String> WANTING = Set.of(
            "want", "need", "like", "love", "wish", "expect", "ask", "tell", "allow", "enable", "help", "require");
    private static final Set<String> NUMBERS = Set.of("one", "two", "three", "four", "five");
    private static final Set<String> LEADING = Set.of("on", "at");
    /** Events, which take place at their times. */
    private static final Set<String> EVENTS = Set.of(
            "match",
            "show",
            "shift",
            "visit",
            "test",
            "course",
            "trip",
            "play",
            "track",
            "practice",
            "exercise",
            "quiz",
            "review",
            "walk",
            "ride",
            "event",
            "launch",
            "draw",
            "class",
            "contact",
            "meet");

    /** The base form of the word if it must be a verb. */
    Optional<String> verb(int i, List<Token> before) {
        String word = words.get(i).lower();
        boolean placed = isOrder(i, before)
                || isPhrasal(i, before)
                || isBeforeAdjective(i, before)
                || isOfSpeaker(i, before)
                || isWanted(i, before)
                || isTimedOrder(i, before)
                || isKept(i, before)
                || isFurther(i, before);
        if (placed) {
            return Optional.of(lexicon.verbBase(word).orElse(word));
        }
        return isOfPerson(i, before) ? lexicon.verbBase(word) : Optional.empty();
    }

    /** "empty the bins": an adjective at the beginning of a clause, before a determiner. */
    private boolean isOrder(int i, List<Token> before) {
        boolean begins = before.isEmpty()
                || before.getLast().is(Tag.COMMA, Tag.COLON, Tag.MODAL)
                || (before.getLast().is(Tag.AND, Tag.OR)
                        && before.size() > 1
                        && !before.get(before.size() - 2).is(Tag.ADJECTIVE));
        String word = words.get(i).lower();
        boolean timed = i + 2 < words.size() && TimeWords.isOne(words.get(i + 2).lower());
        return begins && lexicon.isAdjective(word) && !ADVERBIAL.contains(word) && isIn(i + 1, DETERMINERS) && !timed;
    }

    /** "auction unclaimed items": a noun does not stand before an adjective. */
    private boolean isBeforeAdjective(int i, List<Token> before) {
        String word = words.get(i).lower();
        return before.isEmpty()
                && i + 2 < words.size()
                && word.chars().allMatch(Character::isLetter)
                && lexicon.closedClass(word).isEmpty()
                && !lexicon.isAdjective(word)
                && !word.endsWith("ly")
                && !word.endsWith("ed")
                && !word.endsWith("ing")
                && lexicon.singular(word).equals(word)
                && !TimeWords.isOne(word)
                && lexicon.isAdjective(words.get(i + 1).lower())
                && !ADVERBIAL.contains(words.get(i + 1).lower())
                && guess.isPlural(i + 2);
    }

    /** "muck out the boxes", "throw away expired food": with a particle and an object, at the beginning of a clause. */
    private boolean isPhrasal(int i, List<Token> before) {
        String word = words.get(i).lower();
        boolean begins = before.isEmpty() || before.getLast().is(Tag.COLON, Tag.COMMA);
        boolean object = isIn(i + 2, DETERMINERS)
                || guess.isPlural(i + 2)
                || (i + 3 < words.size()
                        && lexicon.isAdjective(words.get(i + 2).lower())
                        && !words.get(i + 3).isMark());
        return begins
                && isIn(i + 1, VerbGuess.PARTICLES)
                && object
                && lexicon.closedClass(word).isEmpty()
                && word.chars().allMatch(Character::isLetter)
                && !TimeWords.isOne(word)
                && !ADVERBIAL.contains(word)
                && (!before.isEmpty() || !lexicon.isPerson(word))
                && (before.isEmpty()
                        || lexicon.verbBase(word).filter(word::equals).isPresent());
    }

    /** "a clinic: track vets and visits": after a colon, an order to keep something. */
    private boolean isKept(int i, List<Token> before) {
        String word = words.get(i).lower();
        return !before.isEmpty()
                && before.getLast().is(Tag.COLON)
                && lexicon.verbBase(word).filter(word::equals).isPresent()
                && lexicon.kindsOf(word).contains(VerbKind.MANAGE)
                && guess.isPlural(i + 1);
    }

    /** "members suggest films and vote on them": a second verb of people, with a preposition. */
    private boolean isFurther(int i, List<Token> before) {
        String word = words.get(i).lower();
        boolean row = before.size() > 2
                && before.getLast().is(Tag.AND)
                && IntStream.range(1, before.size())
                        .anyMatch(k ->
                                before.get(k).is(Tag.VERB) && before.get(k - 1).plural());
        return row
                && lexicon.verbBase(word).filter(word::equals).isPresent()
                && isIn(i + 1, Set.of("on", "for", "to", "with", "about"))
                && isIn(i + 2, Set.of("them", "it"));
    }

    /** "I drink a bottle", "we brew beers": a word that no list has, after somebody who does it. */
    private boolean isOfSpeaker(int i, List<Token> before) {
        String word = words.get(i).lower();
        return !before.isEmpty()
                && SPEAKERS.contains(before.getLast().lower())
                && lexicon.closedClass(word).isEmpty()
                && (lexicon.isOftenNoun(word) || !lexicon.isKnown(word))
                && lexicon.singular(word).equals(word)
                && word.chars().allMatch(Character::isLetter)
                && !word.endsWith("ly")
                && !TimeWords.isOne(word)
                && (isIn(i + 1, DETERMINERS) || guess.isPlural(i + 1));
    }

    /** "I would like guests to book rooms": what those after a verb of wanting are to do. */
    private boolean isWanted(int i, List<Token> before) {
        int last = before.size() - 1;
        if (last < 2 || !before.get(last).is(Tag.TO) || !before.get(last - 1).is(Tag.NOUN)) {
            return false;
        }
        String word = words.get(i).lower();
        boolean known = lexicon.verbBase(word).filter(word::equals).isPresent();
        boolean wanting = IntStream.range(0, last - 1)
                .anyMatch(k -> WANTING.contains(before.get(k).base())
                        || WANTING.contains(before.get(k).lower()));
        boolean people = before.get(last - 1).plural()
                || lexicon.isPerson(before.get(last - 1).base())
                || isIn(last - 2, DETERMINERS);
        return known && wanting && people && (isIn(i + 1, DETERMINERS) || guess.isPlural(i + 1));
    }

    /** "roast on Mondays", "water every day": an order without an object. */
    private boolean isTimedOrder(int i, List<Token> before) {
        boolean begins = before.isEmpty() || before.getLast().is(Tag.COLON);
        String word = words.get(i).lower();
        return begins
                && lexicon.verbBase(word).filter(word::equals).isPresent()
                && !lexicon.isService(word)
                && !EVENTS.contains(word)
                && isIn(i + 1, LEADING)
                && i + 2 < words.size()
                && (TimeWords.isOne(words.get(i + 2).lower())
                        || Character.isDigit(words.get(i + 2).lower().charAt(0)));
    }

    /** "the landlord picks one", "the clerk orders parts": after one person, before a determiner or a plural. */
    private boolean isOfPerson(int i, List<Token> before) {
        int last = before.size() - 1;
        String word = words.get(i).lower();
        Optional<String> base = lexicon.verbBase(word);
        boolean third = word.endsWith("s") && base.isPresent() && !base.get().equals(word);
        return third
                && last > 0
                && before.get(last).is(Tag.NOUN)
                && !before.get(last).plural()
                && lexicon.isPerson(before.get(last).base())
                && before.get(last - 1).is(Tag.DETERMINER)
                && (isIn(i + 1, DETERMINERS) || isIn(i + 1, NUMBERS) || guess.isPlural(i + 1));
    }

    private boolean isIn(int i, Set<String> of) {
        return i >= 0 && i < words.size() && of.contains(words.get(i).lower());
    }
}
