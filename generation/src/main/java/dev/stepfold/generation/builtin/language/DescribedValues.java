package dev.stepfold.generation.builtin.language;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a noun of which no list says that it has values. Their place says so: things are joined by "and", the values
 * of one attribute by "or", and nothing stands between the attribute and the first: "a trim has a service wash, cut or
 * blow-dry".
 */
record DescribedValues(List<Token> tokens, AttributeNouns attributes) {
    private static final int SURELY = 3;
    private static final Set<String> ADDING = Set.of("add", "give", "get");
    private static final Set<String> DESCRIBING = Set.of("with");

    /**
     * The values after a noun.
     *
     * @param start the first word of its phrase
     * @param end the word after it
     */
    Optional<ValueList> after(int start, int end) {
        if (end >= tokens.size() || tokens.get(end - 1).plural()) {
            return Optional.empty();
        }
        int first = introduction(end);
        if (first > end) {
            return ValueList.alternatives(tokens, first)
                    .filter(list -> describes(start) && attributesOf(list) == 0)
                    .filter(list -> !tokens.get(end).is(Tag.OPEN) || isClosed(list.to()));
        }
        if (tokens.get(end).is(Tag.COMMA, Tag.AND, Tag.OR, Tag.COLON, Tag.OPEN)) {
            return Optional.empty();
        }
        return ValueList.alternatives(tokens, end)
                .filter(list -> ValueList.areVerdicts(list.values()) || (describes(start) && areValues(list, end)));
    }

    /**
     * The values after a noun that has some, in a row without "or": "a severity minor, major and critical, and a date".
     *
     * @param end the word after the noun
     */
    Optional<ValueList> row(int end) {
        return ValueList.row(tokens, end)
                .filter(list -> list.values().size() >= SURELY
                        && attributesOf(list) * SURELY <= list.values().size());
    }

    private boolean isClosed(int i) {
        return i < tokens.size() && tokens.get(i).is(Tag.CLOSE);
    }

    /** The place after the words that lead to values: "(", ", either", "that is", "which can be either". */
    private int introduction(int end) {
        if (tokens.get(end).is(Tag.OPEN)) {
            return skip(skip(end + 1, Set.of("either", "one")), Set.of("of"));
        }
        int i = tokens.get(end).is(Tag.COMMA) ? end + 1 : end;
        int relative = skip(i, Set.of("that", "which"));
        int be = relative;
        while (relative > i && be < tokens.size() && tokens.get(be).is(Tag.MODAL, Tag.BE)) {
            be++;
        }
        int either = skip(skip(be > relative ? be : i, Set.of("either", "one", "being")), Set.of("of"));
        return be > relative || either > i ? either : end;
    }

    private int skip(int i, Set<String> words) {
        return i < tokens.size() && words.contains(tokens.get(i).lower()) ? i + 1 : i;
    }

    private long attributesOf(ValueList list) {
        return list.values().stream()
                .map(value -> value.split("_", 2)[0])
                .filter(word -> attributes.include(word) || attributes.haveStates(word))
                .count();
    }

    /** Two nouns may be two attributes, two adjectives are not. */
    private boolean areValues(ValueList list, int from) {
        boolean many = list.values().size() >= SURELY;
        boolean states = tokens.subList(from, list.to()).stream()
                .allMatch(token -> token.is(Tag.ADJECTIVE, Tag.VERB, Tag.OR, Tag.COMMA, Tag.NUMBER));
        return attributesOf(list) == 0 && (many || states);
    }

    /** Whether a word stands where attributes are listed: after "has", "with", "add", a colon or a bracket. */
    boolean describes(int start) {
        for (int i = start - 1; i >= 0; i--) {
            Token token = tokens.get(i);
            boolean adds = token.is(Tag.VERB) && ADDING.contains(token.base());
            if (adds || token.is(Tag.HAVE, Tag.COLON, Tag.OPEN) || DESCRIBING.contains(token.lower())) {
                return true;
            }
            if (token.is(Tag.VERB, Tag.BE, Tag.MODAL, Tag.MARKER)) {
                return false;
            }
        }
        return false;
    }
}
