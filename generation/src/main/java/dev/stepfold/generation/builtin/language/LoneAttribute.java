package dev.stepfold.generation.builtin.language;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Adjectives and participles that stand alone in a row of attributes, where only attributes can stand: "has a name, mobile and
 * fax", "tool: name, broken, picked up", "last cleaned". One that no list has as an attribute is so or not; after "last" and its
 * like, it is a date.
 */
final class LoneAttribute {
    private static final Set<String> DATING = Set.of("last", "next", "first");
    private static final Set<String> PARTICLES = Set.of("up", "out", "off", "down", "back", "in", "over", "away");
    /** "born on", "made by". */
    private static final Set<String> LINKING = Set.of("on", "at", "by", "from", "to", "until", "since");

    private static final Set<String> LEFT_OVER = Set.of(
            "left", "remaining", "sold", "needed", "used", "taken", "available", "missing", "played", "won", "lost");
    /** A unit that is counted. */
    private static final String COUNTED = "piece";

    private static final int MAX_WORDS = 3;

    private LoneAttribute() {}

    /**
     * The place after it; {@code from} if none stands there.
     *
     * @param described whether the sentence lists attributes there
     */
    static int end(List<Token> tokens, int from, boolean described) {
        if (!described || from == 0 || !tokens.get(from - 1).is(Tag.HAVE, Tag.COMMA, Tag.COLON, Tag.AND, Tag.OPEN)) {
            return from;
        }
        int i = from;
        while (i < tokens.size() && i - from < MAX_WORDS && isPart(tokens, from, i)) {
            i++;
        }
        boolean ends = i == tokens.size() || tokens.get(i).is(Tag.COMMA, Tag.AND, Tag.CLOSE);
        boolean values = IntStream.range(from, tokens.size())
                .takeWhile(k -> !tokens.get(k).is(Tag.CLOSE))
                .anyMatch(k -> tokens.get(k).is(Tag.OR));
        return ends && !values && hasNounBeside(tokens, from, i) ? i : from;
    }

    private static boolean isPart(List<Token> tokens, int from, int i) {
        Token token = tokens.get(i);
        boolean participle = token.is(Tag.VERB) && isParticiple(token);
        boolean particle = i > from
                && (isParticiple(tokens.get(i - 1)) || tokens.get(i - 1).lower().equals("born"))
                && (PARTICLES.contains(token.lower()) || LINKING.contains(token.lower()));
        return token.is(Tag.ADJECTIVE) || participle || particle;
    }

    private static boolean isParticiple(Token token) {
        boolean past = token.is(Tag.VERB)
                && !token.lower().equals(token.base())
                && !token.lower().endsWith("s")
                && !token.lower().endsWith("ing");
        return token.lower().endsWith("ed") || past;
    }

    /** A row of nothing but such words lists values. */
    private static boolean hasNounBeside(List<Token> tokens, int from, int to) {
        return IntStream.range(0, tokens.size())
                .filter(k -> k < from || k >= to)
                .filter(k -> k > 0
                        && tokens.get(k - 1).is(Tag.HAVE, Tag.COMMA, Tag.COLON, Tag.AND, Tag.OPEN, Tag.DETERMINER))
                .anyMatch(k -> tokens.get(k).is(Tag.NOUN));
    }

    /** The place after "left" in "seats left"; {@code end} if nothing such follows the noun before it. */
    static int leftOver(List<Token> tokens, int end, boolean described) {
        boolean left = described
                && end < tokens.size()
                && end > 0
                && tokens.get(end - 1).plural()
                && LEFT_OVER.contains(tokens.get(end).lower());
        return left && (end + 1 == tokens.size() || tokens.get(end + 1).is(Tag.COMMA, Tag.AND, Tag.CLOSE))
                ? end + 1
                : end;
    }

    /** How many of something are left. */
    static NounPhrase leftOver(NounPhrase what, Token left) {
        List<String> nouns =
                Stream.concat(what.nouns().stream(), Stream.of(left.lower())).toList();
        return new NounPhrase("", what.adjectives(), nouns, left.lower(), false, false, List.of(), COUNTED);
    }

    /** What it names. */
    static NounPhrase phrase(List<Token> tokens, int from, int to, AttributeNouns attributes) {
        List<String> words = tokens.subList(from, to).stream().map(Token::lower).toList();
        String last = words.getLast();
        boolean dated = words.size() > 1 && (DATING.contains(words.getFirst()) || LINKING.contains(last));
        boolean known = attributes.include(last) && words.size() == 1;
        return new NounPhrase(
                dated || known ? "" : NounPhrase.WHETHER, List.of(), words, last, false, false, List.of(), "");
    }
}
