package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells which words beside a time are a clause that says by itself what happens, and which only limit the time: "when stock
 * is low", "each day the clinic is open", "daily, but run only in summer".
 */
final class ClauseWords {
    private static final Set<String> LIMITING = Set.of("if", "once", "unless", "while");
    private static final Set<String> EVENTS = Set.of("when", "whenever", "if", "once");
    private static final Set<String> EXPLAINING = Set.of(
            "which", "that", "who", "whom", "what", "how", "where", "why", "so", "because", "e.g.", "i.e.", "etc");
    private static final Set<String> RELATIVE = Set.of("that", "when", "where", "which", "whenever");
    /** What happens to any one of several things is an event; what is so of one thing, a condition. */
    private static final Set<String> ANY = Set.of("a", "an", "any", "another", "some", "no", "new");

    private final Lexicon lexicon = Lexicon.english();
    private final List<Token> tokens;
    private final TokenRow row;
    private final NounWords nouns;

    ClauseWords(List<Token> tokens, NounWords nouns) {
        this.tokens = tokens;
        this.row = new TokenRow(tokens);
        this.nouns = nouns;
    }

    /**
     * Whether a clause begins there, which says by itself what happens.
     *
     * @param apart whether it stands after a mark, or after a time that begins the sentence
     */
    boolean isClause(int j, boolean apart) {
        Token token = tokens.get(j);
        if (token.is(Tag.MARKER)) {
            boolean event = row.isWord(j, Set.of("when", "whenever")) && isEvent(j);
            return event
                    || EXPLAINING.contains(token.lower())
                    || (apart && !row.isWord(j, LIMITING) && isClause(j + 1));
        }
        return (apart && isOrder(j) && !isAboutTime(j + 1))
                || (apart && token.is(Tag.MODAL, Tag.HAVE, Tag.BE))
                || token.is(Tag.MODAL)
                || isSubject(j);
    }

    boolean isClause(int j) {
        return j < tokens.size() && !tokens.get(j).is(Tag.MARKER) && isClause(j, true);
    }

    /** "when an order is late", but not "when stock is low". */
    boolean isEvent(int marker) {
        return row.isWord(marker, EVENTS) && row.isWord(marker + 1, ANY) && isSubject(marker + 1);
    }

    private boolean isOrder(int j) {
        String word = tokens.get(j).lower();
        return lexicon.verbBase(word).filter(word::equals).isPresent() && !row.isTime(j);
    }

    /** Whether an order stands there that says something about the time before it: "start in March". */
    boolean limitsTime(int j) {
        return isOrder(j) && isAboutTime(j + 1);
    }

    /** Whether an order has no object but a time: "start in March", "run only in summer", "skip holidays". */
    private boolean isAboutTime(int i) {
        int k = i;
        while (k < tokens.size()
                && (tokens.get(k).is(Tag.ADVERB, Tag.PREPOSITION, Tag.TO, Tag.DETERMINER)
                        || row.isWord(k, Set.of("only")))) {
            k++;
        }
        return k < tokens.size()
                && (row.isTime(k) || (k > i && row.anyTime(k, nouns.end(k))) || row.isWord(k, LIMITING));
    }

    /** Whether the words directly after a day or its like say on which of them: "every day the clinic is open". */
    boolean isRelative(int from, int j) {
        boolean unit = j > 0 && TimeWords.isUnit(tokens.get(j - 1).lower());
        if (!unit) {
            return false;
        }
        boolean marked = row.isWord(j, RELATIVE);
        int subject = marked ? j + 1 : j;
        boolean verb = IntStream.range(0, from).anyMatch(k -> tokens.get(k).is(Tag.VERB));
        return isSubject(subject) && ((marked && !isEvent(j)) || verb || isState(subject));
    }

    /** "the clinic is open" and nothing more. */
    private boolean isState(int j) {
        int be = afterSubject(j);
        return be + 1 < tokens.size()
                && tokens.get(be).is(Tag.BE)
                && tokens.get(be + 1).is(Tag.ADJECTIVE, Tag.NOUN)
                && (be + 2 == tokens.size() || tokens.get(be + 2).is(Tag.COMMA, Tag.CLOSE, Tag.PREPOSITION));
    }

    /** Whether a subject stands there, with its verb after it. */
    boolean isSubject(int j) {
        if (j >= tokens.size()) {
            return false;
        }
        int verb = afterSubject(j);
        return verb > j && verb < tokens.size() && tokens.get(verb).is(Tag.VERB, Tag.MODAL, Tag.HAVE, Tag.BE);
    }

    /** The place of the verb, if a subject stands there. */
    private int afterSubject(int j) {
        Token first = tokens.get(j);
        boolean pronoun = first.is(Tag.PRONOUN) && !first.lower().equals("it");
        int end = pronoun ? j + 1 : nouns.end(j);
        boolean named =
                pronoun || (end > j && (nouns.isDetermined(j) || nouns.areKnown(j, end)) && !row.anyTime(j, end));
        int verb = end;
        while (named && verb < tokens.size() && tokens.get(verb).is(Tag.ADVERB)) {
            verb++;
        }
        return named ? verb : j;
    }
}
