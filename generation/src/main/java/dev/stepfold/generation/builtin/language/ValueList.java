package dev.stepfold.generation.builtin.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values that a text lists: "draft, sent or paid", "(open, closed)", "one of low, medium and high".
 *
 * @param values in their order, words joined by an underscore
 * @param to the word after the last
 */
record ValueList(List<String> values, int to) {
    private static final int MAX_VALUES = 12;
    private static final int MAX_WORDS = 3;
    private static final Set<String> OPENERS = Set.of("either", "values", "value", "as", "being", "namely", "options");
    private static final Set<String> LIFE = Set.of("status", "state", "stage", "phase");
    /** Answers; in other places these words are none of a value's. */
    private static final Set<String> VERDICTS =
            Set.of("yes", "no", "maybe", "perhaps", "none", "on", "off", "in", "out", "away", "back", "for", "against");

    private static final Set<String> STRONG =
            Set.of("such", "like", "either", "values", "namely", "options", "including");

    /**
     * After a noun that has states.
     *
     * @param from the word after the noun
     */
    static Optional<ValueList> afterNoun(List<Token> tokens, int from) {
        int i = from;
        boolean strong = false;
        boolean bracket = false;
        while (i < tokens.size()) {
            Token token = tokens.get(i);
            boolean colon = token.is(Tag.COLON);
            bracket |= token.is(Tag.OPEN);
            boolean opener = OPENERS.contains(token.lower()) || STRONG.contains(token.lower());
            boolean oneOf = Set.of("one", "of").contains(token.lower());
            boolean be = token.is(Tag.BE, Tag.MODAL) || Set.of("which", "that").contains(token.lower());
            if (!colon && !token.is(Tag.OPEN) && !opener && !oneOf && !be) {
                break;
            }
            strong |= colon
                    || bracket
                    || STRONG.contains(token.lower())
                    || token.lower().equals("one")
                    || be;
            i++;
        }
        boolean life = from > 0 && LIFE.contains(tokens.get(from - 1).base());
        boolean anyJoin = strong || life;
        boolean inBrackets = bracket;
        return items(tokens, i)
                .filter(list -> accepts(tokens, list, anyJoin, inBrackets))
                .map(ValueList::of);
    }

    /** Two values or more that "or" joins: "wash, cut or trim". */
    static Optional<ValueList> alternatives(List<Token> tokens, int from) {
        return items(tokens, from)
                .filter(list -> list.or() && list.values().size() >= 2)
                .map(ValueList::of);
    }

    /** A row of values that ends the sentence, or stands before a further noun with its article. */
    static Optional<ValueList> row(List<Token> tokens, int from) {
        return items(tokens, from)
                .filter(list -> list.to() >= tokens.size()
                        || tokens.get(list.to()).is(Tag.CLOSE)
                        || (tokens.get(list.to()).is(Tag.COMMA, Tag.AND)
                                && list.to() + 1 < tokens.size()
                                && tokens.get(list.to() + 1).is(Tag.DETERMINER, Tag.AND)))
                .map(ValueList::of);
    }

    /** Two values or more that end the sentence, however they are joined. */
    static Optional<ValueList> anyRow(List<Token> tokens, int from) {
        return items(tokens, from)
                .filter(list -> list.values().size() >= 2 && list.to() >= tokens.size())
                .map(ValueList::of);
    }

    /** Whether these are answers: "yes, no or maybe". */
    static boolean areVerdicts(List<String> values) {
        return values.size() >= 2 && VERDICTS.contains(values.get(0)) && VERDICTS.contains(values.get(1));
    }

    /** "the status archived" to something. */
    static Optional<ValueList> single(List<Token> tokens, int from, String noun) {
        boolean value = from + 1 < tokens.size()
                && Set.of("status", "state", "stage", "phase").contains(noun)
                && tokens.get(from).is(Tag.VERB, Tag.ADJECTIVE)
                && tokens.get(from + 1).is(Tag.TO);
        return value
                ? Optional.of(new ValueList(List.of(value(tokens.subList(from, from + 1))), from + 1))
                : Optional.empty();
    }

    private static boolean accepts(List<Token> tokens, Items list, boolean strong, boolean bracket) {
        boolean atEnd =
                list.to() >= tokens.size() || (bracket && tokens.get(list.to()).is(Tag.CLOSE));
        return list.values().size() >= 2 && (list.or() || (strong && (list.and() || atEnd)));
    }

    /** After "is" or "can be": "pending, shipped or delivered". */
    static Optional<ValueList> afterBe(List<Token> tokens, int from, boolean possibly) {
        int i = from;
        boolean either = false;
        while (i < tokens.size()
                && Set.of("either", "one", "of").contains(tokens.get(i).lower())) {
            either = true;
            i++;
        }
        boolean sure = possibly || either || isOfEach(tokens, from - 2);
        while (sure
                && i < tokens.size()
                && Set.of("a", "an").contains(tokens.get(i).lower())) {
            i++;
        }
        int start = i;
        return items(tokens, i)
                .filter(list -> (list.or() && list.values().size() >= (sure ? 2 : 3))
                        || (list.values().size() >= 3 && areStates(tokens.subList(start, list.to()))))
                .filter(list -> list.to() >= tokens.size()
                        || !tokens.get(list.to()).is(Tag.PREPOSITION, Tag.DETERMINER, Tag.TO))
                .map(ValueList::of);
    }

    /** Whether the noun there is that of any one thing, and not of a condition: "a door is open or closed". */
    private static boolean isOfEach(List<Token> tokens, int noun) {
        int i = noun;
        while (i >= 0 && tokens.get(i).is(Tag.NOUN, Tag.ADJECTIVE)) {
            i--;
        }
        boolean plural = i < 0 && noun >= 0 && tokens.get(noun).plural() && areWholeClause(tokens, noun + 2);
        return plural
                || (i >= 0
                        && i < noun
                        && (tokens.get(i).is(Tag.POSSESSIVE)
                                || Set.of("a", "an", "each", "every")
                                        .contains(tokens.get(i).lower()))
                        && !(i > 0 && tokens.get(i - 1).is(Tag.MARKER, Tag.PREPOSITION)));
    }

    /** "Lessons are online or private." says it of all, and nothing else; "members are warned or banned" tells deeds. */
    private static boolean areWholeClause(List<Token> tokens, int from) {
        return items(tokens, from)
                .filter(list -> list.or() && list.to() == tokens.size())
                .filter(list -> tokens.subList(from, list.to()).stream().noneMatch(token -> token.is(Tag.VERB)))
                .isPresent();
    }

    /** "new, waiting, solved": no nouns among them. */
    private static boolean areStates(List<Token> tokens) {
        return tokens.stream()
                .allMatch(token -> token.is(Tag.ADJECTIVE, Tag.VERB, Tag.COMMA, Tag.AND) || looksLikeState(token));
    }

    /** "waiting", "solved": also if the verb is not known. */
    private static boolean looksLikeState(Token token) {
        return token.lower().endsWith("ing") || token.lower().endsWith("ed");
    }

    /** "from draft to sent to paid". */
    static Optional<ValueList> path(List<Token> tokens, int from) {
        if (!tokens.get(from).lower().equals("from")) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        int i = from;
        while (i + 1 < tokens.size() && values.size() < MAX_VALUES && isStepOfPath(tokens, i, from)) {
            int end = i + 1;
            StringBuilder value = new StringBuilder();
            while (end < tokens.size() && end - i <= MAX_WORDS && isWord(tokens.get(end))) {
                value.append(value.isEmpty() ? "" : "_").append(tokens.get(end).lower());
                end++;
            }
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.toString());
            i = end;
            while (i < tokens.size() && tokens.get(i).is(Tag.COMMA, Tag.AND, Tag.MARKER)) {
                i++;
            }
        }
        return values.size() >= 3 ? Optional.of(new ValueList(List.copyOf(values), i)) : Optional.empty();
    }

    private static boolean isStepOfPath(List<Token> tokens, int i, int from) {
        return i == from
                || tokens.get(i).is(Tag.TO)
                || Set.of("through", "via").contains(tokens.get(i).lower());
    }

    private record Items(List<String> values, int to, boolean or, boolean and) {}

    private static Optional<Items> items(List<Token> tokens, int from) {
        List<String> values = new ArrayList<>();
        boolean or = false;
        boolean and = false;
        int i = from;
        int end = from;
        while (i < tokens.size() && values.size() < MAX_VALUES) {
            int to = itemEnd(tokens, i);
            if (to == i) {
                break;
            }
            values.add(value(tokens.subList(i, to)));
            end = to;
            i = to;
            if (or || and) {
                break;
            }
            while (i < tokens.size() && tokens.get(i).is(Tag.COMMA, Tag.OR, Tag.AND)) {
                or |= tokens.get(i).is(Tag.OR);
                and |= tokens.get(i).is(Tag.AND);
                i++;
            }
            if (i == to) {
                break;
            }
        }
        List<String> distinct = values.stream().distinct().toList();
        return distinct.isEmpty() ? Optional.empty() : Optional.of(new Items(distinct, end, or, and));
    }

    private static ValueList of(Items items) {
        return new ValueList(items.values(), items.to());
    }

    private static int itemEnd(List<Token> tokens, int from) {
        int i = from;
        boolean ends = from + 1 >= tokens.size() || tokens.get(from + 1).is(Tag.COMMA, Tag.OR, Tag.AND, Tag.CLOSE);
        if (ends && from < tokens.size() && VERDICTS.contains(tokens.get(from).lower())) {
            return from + 1;
        }
        boolean leading = i + 1 < tokens.size()
                && (tokens.get(i).is(Tag.PREPOSITION) || tokens.get(i).lower().equals("not"))
                && isWord(tokens.get(isThe(tokens, i + 1) ? i + 2 : i + 1));
        boolean out = from + 2 < tokens.size()
                && tokens.get(from).lower().equals("out")
                && tokens.get(from + 1).lower().equals("of");
        if (leading || out) {
            i += out || isThe(tokens, i + 1) ? 2 : 1;
        }
        while (i < tokens.size() && i - from < MAX_WORDS && (isWord(tokens.get(i)) || isParticle(tokens, i, from))) {
            i++;
        }
        return i;
    }

    /** "on the way": whether the article stands before another word. */
    private static boolean isThe(List<Token> tokens, int i) {
        return i + 1 < tokens.size() && tokens.get(i).lower().equals("the");
    }

    /** "picked up", "checked out". */
    private static boolean isParticle(List<Token> tokens, int i, int from) {
        return i > from
                && (tokens.get(i - 1).is(Tag.VERB, Tag.ADJECTIVE) || looksLikeState(tokens.get(i - 1)))
                && Set.of("up", "out", "in", "off", "down", "back")
                        .contains(tokens.get(i).lower());
    }

    private static boolean isWord(Token token) {
        boolean adjective = token.is(Tag.ADVERB) && token.lower().endsWith("ly");
        return adjective || token.is(Tag.NOUN, Tag.ADJECTIVE, Tag.VERB, Tag.NUMBER);
    }

    private static String value(List<Token> words) {
        StringBuilder value = new StringBuilder();
        for (Token word : words) {
            value.append(value.isEmpty() ? "" : "_")
                    .append(word.lower().replace("-", "_").replace("'", ""));
        }
        return value.substring(0, Math.min(value.length(), 40));
    }
}
