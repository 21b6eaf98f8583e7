package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.language.Tokenizer.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the part of speech of each word of a sentence, by the word lists and by its neighbours. */
final class Tagger {
    /** Nouns that end like adjectives. */
    private static final Set<String> NOUNS = Set.of(
            "handful",
            "spoonful",
            "mouthful",
            "moped",
            "hundred",
            "kindred",
            "flowerbed",
            "seabed",
            "medical",
            "musical",
            "periodical");

    private final Lexicon lexicon;
    private final List<Word> words;
    private final VerbGuess guess;
    private final VerbPlace place;
    private final List<Token> tokens = new ArrayList<>();

    private Tagger(Lexicon lexicon, List<Word> words) {
        this.lexicon = lexicon;
        this.words = words;
        this.guess = new VerbGuess(lexicon, words);
        this.place = new VerbPlace(lexicon, words, guess);
    }

    static List<Token> tag(Lexicon lexicon, List<Word> sentence) {
        Tagger tagger = new Tagger(lexicon, sentence);
        for (int i = 0; i < sentence.size(); i++) {
            tagger.tokens.add(tagger.tag(i));
        }
        return List.copyOf(tagger.tokens);
    }

    private Token tag(int i) {
        Word word = words.get(i);
        String lower = word.lower();
        if (word.isMark()) {
            return token(word, mark(lower), lower);
        }
        if (Character.isDigit(lower.charAt(0))) {
            return token(word, Tag.NUMBER, lower);
        }
        Optional<String> verb = lexicon.verbBase(lower);
        Optional<Tag> closed = lexicon.closedClass(lower).filter(tag -> !isListed(i, tag));
        if (closed.isPresent()) {
            Token before = before(1);
            boolean names = before != null && nextIsOpen(i) && (before.is(Tag.DETERMINER) || isAttribute(i));
            if (names && (closed.get() == Tag.PREPOSITION || closed.get() == Tag.TO)) {
                return token(word, Tag.ADJECTIVE, lower);
            }
            boolean ability = verb.isPresent() && closed.get() == Tag.PREPOSITION && isAfterAbility();
            boolean wish = verb.isPresent() && closed.get() == Tag.HAVE && isAfterSpeaker();
            return wish || ability ? token(word, Tag.VERB, verb.get()) : token(word, closed.get(), lower);
        }
        Optional<String> placed = place.verb(i, tokens);
        if (placed.isPresent()) {
            return token(word, Tag.VERB, placed.get());
        }
        if (verb.isPresent() && isOfRow(i, lower)) {
            return token(word, Tag.NOUN, lexicon.singular(lower));
        }
        if (verb.isPresent() && lexicon.closedClass(lower).isEmpty()) {
            Tag tag = verbOr(i, lower, verb.get());
            return token(word, tag, tag == Tag.VERB ? verb.get() : tag == Tag.NOUN ? lexicon.singular(lower) : lower);
        }
        if (guess.isVerb(i, tokens)) {
            return token(word, Tag.VERB, lower);
        }
        if (lexicon.isAdjective(lower)) {
            return token(word, Tag.ADJECTIVE, lower);
        }
        Token modal = before(1);
        if (modal != null && modal.is(Tag.MODAL) && lexicon.singular(lower).equals(lower)) {
            return token(word, Tag.VERB, lower);
        }
        return adverbOrNoun(i, word, lower);
    }

    /** "routes, holds and injuries", "group A, B or O": in a row of nouns it is one. */
    private boolean isListed(int i, Tag closed) {
        Token before = before(1);
        boolean letter = closed == Tag.DETERMINER && words.get(i).text().equals("A");
        boolean between = before != null && before.is(Tag.COMMA, Tag.COLON) && nextIs(i, Tag.COMMA, Tag.AND, Tag.OR);
        boolean people = words.get(i).lower().equals("people") && nextIs(i, Tag.COMMA, Tag.AND, Tag.OR);
        boolean word = closed == Tag.HAVE || closed == Tag.TO || closed == Tag.PREPOSITION;
        return before != null && (people || (letter && nextIs(i, Tag.COMMA, Tag.OR, Tag.AND)) || (word && between));
    }

    /** "a job has from address, to address and date": in a row of attributes, a preposition before one noun is part of it. */
    private boolean isAttribute(int i) {
        Token before = before(1);
        boolean listed = before != null && before.is(Tag.HAVE, Tag.COMMA, Tag.COLON, Tag.AND);
        boolean one = i + 2 >= words.size()
                || Set.of(",", "and", "&").contains(words.get(i + 2).lower());
        return listed
                && one
                && Set.of("from", "to", "on", "by").contains(words.get(i).lower())
                && describes();
    }

    /** Whether the sentence lists attributes so far. */
    private boolean describes() {
        return tokens.stream().anyMatch(token -> token.is(Tag.HAVE, Tag.COLON))
                && tokens.stream().noneMatch(token -> token.is(Tag.VERB));
    }

    /** "car: make, model, year": a verb alone in a row of nouns that describe something is one of them. */
    private boolean isOfRow(int i, String lower) {
        Token before = before(1);
        boolean alone = before != null
                && before.is(Tag.HAVE, Tag.COMMA, Tag.COLON, Tag.OPEN)
                && (i + 1 == words.size() || nextIs(i, Tag.COMMA, Tag.CLOSE));
        return alone
                && lexicon.verbBase(lower).filter(lower::equals).isPresent()
                && describes()
                && words.subList(i + 1, words.size()).stream()
                        .takeWhile(word -> !word.lower().equals(")"))
                        .anyMatch(word -> !word.isMark()
                                && lexicon.closedClass(word.lower()).isEmpty()
                                && lexicon.verbBase(word.lower()).isEmpty());
    }

    /** "queued orders", "hazardous goods": endings that no noun has. */
    private boolean isUnknownAdjective(String lower) {
        boolean ending = lower.length() > 4
                && (lower.endsWith("ed")
                        || lower.endsWith("ous")
                        || lower.endsWith("less")
                        || lower.endsWith("ical")
                        || (lower.endsWith("ful") && lower.length() > 5));
        return ending && !lexicon.isKnown(lower) && !lower.endsWith("eed") && !NOUNS.contains(lower);
    }

    private Token adverbOrNoun(int i, Word word, String lower) {
        boolean adverb = lower.endsWith("ly") && lower.length() > 5 && !lexicon.isKnown(lower);
        if (isUnknownAdjective(lower) && i + 1 < words.size() && nextIsOpen(i) && nextIsPluralOrPerson(i)) {
            return token(word, Tag.ADJECTIVE, lower);
        }
        return adverb ? token(word, Tag.ADVERB, lower) : token(word, Tag.NOUN, lexicon.singular(lower));
    }

    private Tag verbOr(int i, String lower, String base) {
        if (i + 1 < words.size() && words.get(i + 1).lower().equals("yes") && lexicon.isOftenNoun(base)) {
            return Tag.NOUN;
        }
        if (lower.equals("follow-up")) {
            return nextIs(i, Tag.PREPOSITION) && !isNamed() ? Tag.VERB : Tag.NOUN;
        }
        if (lower.endsWith("ing") && !lower.equals(base)) {
            return gerund(i);
        }
        if (lower.equals(base)) {
            return baseForm(i, base) ? Tag.VERB : lexicon.isAdjective(lower) ? Tag.ADJECTIVE : Tag.NOUN;
        }
        if (lower.endsWith("s")) {
            return thirdPerson(i, base) ? Tag.VERB : Tag.NOUN;
        }
        return participle(i, lower);
    }

    private Tag gerund(int i) {
        if (lexicon.isAdjective(words.get(i).lower())) {
            return Tag.ADJECTIVE;
        }
        Token before = before(1);
        if (before == null && nextIs(i, Tag.MODAL, Tag.BE, Tag.HAVE)) {
            return Tag.NOUN;
        }
        boolean nounBefore = before != null
                && (before.is(Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.VERB, Tag.HAVE, Tag.COMMA)
                        || (before.is(Tag.NOUN) && !nextIsDeterminer(i)));
        boolean endsList = before != null && before.is(Tag.AND, Tag.OR) && !nextIsOpen(i) && !nextIsDeterminer(i);
        return nounBefore || endsList || nextIsSystem(i) ? Tag.NOUN : Tag.VERB;
    }

    private Tag participle(int i, String lower) {
        Token before = before(1);
        if (before != null && before.is(Tag.BE, Tag.NOUN, Tag.ADVERB)) {
            return Tag.VERB;
        }
        boolean describes = nextIsOpen(i) || lexicon.isAdjective(lower);
        return describes ? Tag.ADJECTIVE : Tag.VERB;
    }

    private boolean baseForm(int i, String base) {
        Token before = beforeAdverbs();
        boolean often = lexicon.isOftenNoun(base);
        if (before == null || before.is(Tag.COLON, Tag.OPEN, Tag.CLOSE, Tag.MARKER)) {
            boolean followed = nextIsOpen(i) || nextIsDeterminer(i) || nextIs(i, Tag.AND, Tag.COMMA, Tag.PREPOSITION);
            boolean title =
                    before == null && (often && (nextIsSystem(i) || nextIs(i, Tag.AND, Tag.COMMA, Tag.PREPOSITION)));
            return followed && !title && !(before != null && (often || isSometimesNoun(base)) && !nextIsDeterminer(i));
        }
        boolean partOfName = i + 1 < words.size()
                && lexicon.isHeadNoun(words.get(i + 1).lower())
                && before.is(Tag.AND, Tag.OR, Tag.COMMA, Tag.NOUN);
        if (partOfName) {
            return false;
        }
        return switch (before.tag()) {
            case NUMBER -> isTimeOfDay() && (nextIsDeterminer(i) || nextIsOpen(i));
            case DETERMINER, ADJECTIVE, POSSESSIVE, PREPOSITION, HAVE, BE -> false;
            case MODAL, PRONOUN, ADVERB -> true;
            case TO -> !(isPlaceOfTo() && (often || isSometimesNoun(base)) && !nextIsDeterminer(i));
            case VERB -> isHelping(before) || (!often && !isSometimesNoun(base));
            case AND, OR, COMMA -> inSeries(i, base);
            case NOUN -> afterNoun(i, before, base);
            case MARKER, COLON, OPEN, CLOSE -> false;
        };
    }

    /** "customers book tables", "help a keeper track hives"; but "a purchase order". */
    private boolean afterNoun(int i, Token noun, String base) {
        boolean objects = nextIsDeterminer(i) || nextIsOpen(i);
        boolean people =
                lexicon.isPerson(noun.base()) && lexicon.plural(noun.base()).equals(noun.lower());
        if (noun.plural() || people) {
            return objects || !lexicon.isOftenNoun(base);
        }
        boolean helped =
                tokens.stream().skip(Math.max(0, tokens.size() - 4)).anyMatch(it -> it.is(Tag.VERB) && isHelping(it));
        boolean pure = !lexicon.isOftenNoun(base) && !isSometimesNoun(base);
        return objects && (helped || pure);
    }

    private boolean inSeries(int i, String base) {
        if (nextIsDeterminer(i) || guess.goesOn(i, tokens)) {
            return true;
        }
        if (lexicon.isOftenNoun(base)) {
            return false;
        }
        return isSometimesNoun(base)
                ? nextIsOpen(i) && nextIsPluralOrPerson(i)
                : nextIsOpen(i) || nextIs(i, Tag.TO, Tag.AND, Tag.OR, Tag.COMMA, Tag.PREPOSITION);
    }

    private boolean thirdPerson(int i, String base) {
        Token before = beforeAdverbs();
        if (before == null) {
            return false;
        }
        boolean often = lexicon.isOftenNoun(base) || isSometimesNoun(base);
        if (before.is(Tag.PRONOUN)) {
            return true;
        }
        if (before.is(Tag.NOUN) && !before.plural()) {
            boolean path = i + 1 < words.size() && words.get(i + 1).lower().equals("from");
            return !often || path || nextIs(i, Tag.DETERMINER, Tag.POSSESSIVE, Tag.PRONOUN) || isFirstOfRow(i);
        }
        if (before.is(Tag.AND, Tag.OR, Tag.COMMA, Tag.MARKER)) {
            boolean links = nextIs(i, Tag.TO) && lexicon.kindsOf(base).contains(VerbKind.LINK);
            Token first = before(2);
            boolean second = before.is(Tag.OR)
                    && first != null
                    && first.is(Tag.VERB)
                    && first.lower().endsWith("s");
            return links || nextIsDeterminer(i) || (!often && nextIsOpen(i)) || second;
        }
        return false;
    }

    /** "every day at 19:00 tell me …": a number that is no amount. */
    private boolean isTimeOfDay() {
        Token number = before(1);
        Token at = before(2);
        return number != null
                && (number.lower().matches("\\d+([:.]\\d+)?[ap]m|\\d+:\\d+")
                        || (at != null && at.lower().equals("at")));
    }

    /** Whether a determiner or an adjective leads to the next word: "the follow-up". */
    private boolean isNamed() {
        Token before = before(1);
        return before != null && before.is(Tag.DETERMINER, Tag.ADJECTIVE, Tag.POSSESSIVE, Tag.PREPOSITION, Tag.HAVE);
    }

    /** "the board funds or declines grants": another verb in the third person follows. */
    private boolean isFirstOfRow(int i) {
        return nextIs(i, Tag.OR)
                && i + 2 < words.size()
                && words.get(i + 2).lower().endsWith("s")
                && lexicon.verbBase(words.get(i + 2).lower()).isPresent();
    }

    /** "to" after a verb that takes a receiver, as in "assigned to". */
    private boolean isPlaceOfTo() {
        Token verb = before(2);
        Token leading = before(3);
        boolean infinitive = leading != null && leading.is(Tag.VERB) && isHelping(leading);
        return verb != null
                && !infinitive
                && verb.is(Tag.VERB, Tag.NOUN)
                && !isHelping(verb)
                && !lexicon.kindsOf(verb.base()).contains(VerbKind.BUILD);
    }

    private boolean isHelping(Token verb) {
        return lexicon.isAuxiliary(verb.base());
    }

    private boolean isSometimesNoun(String base) {
        return lexicon.isSometimesNoun(base);
    }

    /** "readers can like articles", but "we would like". */
    private boolean isAfterAbility() {
        Token before = beforeAdverbs();
        return before != null && Set.of("can", "could", "may", "should", "must").contains(before.lower());
    }

    private boolean isAfterSpeaker() {
        Token before = beforeAdverbs();
        return before != null && Set.of("i", "we", "you").contains(before.lower());
    }

    private @Nullable Token before(int distance) {
        return tokens.size() < distance ? null : tokens.get(tokens.size() - distance);
    }

    private @Nullable Token beforeAdverbs() {
        int i = tokens.size() - 1;
        while (i >= 0 && tokens.get(i).is(Tag.ADVERB)) {
            i--;
        }
        return i < 0 ? null : tokens.get(i);
    }

    private boolean nextIs(int i, Tag... tags) {
        if (i + 1 >= words.size()) {
            return false;
        }
        Word next = words.get(i + 1);
        boolean digits = Character.isDigit(next.lower().charAt(0));
        Tag open = digits ? Tag.NUMBER : Tag.NOUN;
        Tag tag = next.isMark()
                ? mark(next.lower())
                : lexicon.closedClass(next.lower()).orElse(open);
        return List.of(tags).contains(tag);
    }

    private boolean nextIsDeterminer(int i) {
        return nextIs(i, Tag.DETERMINER, Tag.POSSESSIVE, Tag.PRONOUN, Tag.NUMBER);
    }

    /** Whether a noun, verb or adjective follows. */
    private boolean nextIsOpen(int i) {
        return nextIs(i, Tag.NOUN);
    }

    private boolean nextIsSystem(int i) {
        return i + 1 < words.size() && lexicon.isSystem(words.get(i + 1).lower());
    }

    private boolean nextIsPluralOrPerson(int i) {
        String next = words.get(i + 1).lower();
        return !lexicon.singular(next).equals(next) || lexicon.isPerson(next);
    }

    private static Tag mark(String mark) {
        return switch (mark) {
            case "(" -> Tag.OPEN;
            case ")" -> Tag.CLOSE;
            case ":" -> Tag.COLON;
            case "&" -> Tag.AND;
            default -> Tag.COMMA;
        };
    }

    private static Token token(Word word, Tag tag, String base) {
        return new Token(word.text(), word.lower(), base, tag, word.possessive());
    }
}
