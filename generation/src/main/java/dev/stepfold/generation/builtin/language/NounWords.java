package dev.stepfold.generation.builtin.language;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nouns of a sentence with the words that describe them. */
final class NounWords {
    private static final Set<String> INTEGRATIONS =
            Resources.read("language/integrations.json", new TypeReference<Map<String, String>>() {}).values().stream()
                    .flatMap(names -> Resources.words(names).stream())
                    .collect(Collectors.toUnmodifiableSet());

    private final Lexicon lexicon = Lexicon.english();
    private final List<Token> tokens;

    NounWords(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The place after the noun that begins there, with its determiner and adjectives; the same place if none does. */
    int end(int i) {
        int k = i;
        while (k < tokens.size() && tokens.get(k).is(Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE, Tag.NUMBER)) {
            k++;
        }
        int first = k;
        while (k < tokens.size() && tokens.get(k).is(Tag.NOUN) && (k == first || !endsNoun(k - 1))) {
            k++;
        }
        return k > first ? k : i;
    }

    /** The first word of the noun that ends there; the same place if none does. */
    int start(int from, int end) {
        int k = end;
        while (k > from && tokens.get(k - 1).is(Tag.NOUN)) {
            k--;
        }
        if (k == end) {
            return end;
        }
        while (k > from && tokens.get(k - 1).is(Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE, Tag.NUMBER)) {
            k--;
        }
        return k;
    }

    /** Nothing continues a noun in the plural. */
    private boolean endsNoun(int i) {
        return tokens.get(i).plural() && !tokens.get(i).possessive();
    }

    /** Whether a determiner other than "every" begins it. */
    boolean isDetermined(int i) {
        return tokens.get(i).is(Tag.DETERMINER, Tag.POSSESSIVE)
                && !Set.of("every", "each", "any").contains(tokens.get(i).lower());
    }

    /** Whether all words are on some list. */
    boolean areKnown(int from, int to) {
        return IntStream.range(from, to).allMatch(this::isKnown);
    }

    boolean isKnown(int i) {
        Token token = tokens.get(i);
        return lexicon.isKnown(token.lower()) || INTEGRATIONS.contains(token.lower());
    }
}
