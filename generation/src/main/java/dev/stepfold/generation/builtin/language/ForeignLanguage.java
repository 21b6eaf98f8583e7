package dev.stepfold.generation.builtin.language;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises the language of a text by its function words: articles, pronouns, prepositions. They are frequent in every
 * text, and few of them are words of another language.
 */
public final class ForeignLanguage {
    /** So many of the language's words must occur, and so many times as often as function words of English. */
    private static final int FEWEST = 3;

    private static final int CLEARLY = 2;
    /** At least one word in so many is a function word of the language. */
    private static final int SHARE = 6;

    private static final Map<String, Set<String>> WORDS = new LinkedHashMap<>();

    static {
        Resources.read("language/foreign-words.json", new TypeReference<LinkedHashMap<String, String>>() {})
                .forEach((language, words) -> WORDS.put(language, Resources.words(words)));
    }

    private ForeignLanguage() {}

    /** The English name of the language that a text is in; empty if that is English, or cannot be said. */
    public static Optional<String> of(List<List<Token>> sentences) {
        Map<String, Integer> counts = new HashMap<>();
        int english = 0;
        int total = 0;
        for (List<Token> sentence : sentences) {
            for (Token token : sentence) {
                total++;
                english += isOnlyEnglish(token) ? 1 : 0;
                WORDS.forEach((language, words) ->
                        counts.merge(language, words.contains(token.lower()) ? 1 : 0, Integer::sum));
            }
        }
        int functionWords = english;
        int all = total;
        return WORDS.keySet().stream()
                .filter(language -> isClear(counts.getOrDefault(language, 0), functionWords, all))
                .max((one, other) -> Integer.compare(counts.getOrDefault(one, 0), counts.getOrDefault(other, 0)));
    }

    /** Whether the text has function words of English; a text of names alone has none. */
    public static boolean isEnglish(List<List<Token>> sentences) {
        return sentences.stream()
                        .flatMap(List::stream)
                        .filter(ForeignLanguage::isOnlyEnglish)
                        .count()
                >= FEWEST;
    }

    private static boolean isClear(int count, int english, int total) {
        return count >= FEWEST && count >= CLEARLY * english && count * SHARE >= total;
    }

    /** Whether it is a function word of English, and of none of the other languages. */
    private static boolean isOnlyEnglish(Token token) {
        return Lexicon.english().closedClass(token.lower()).isPresent()
                && WORDS.values().stream().noneMatch(words -> words.contains(token.lower()));
    }
}
