package dev.stepfold.generation.builtin.time;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of languages (ISO 639-1), which stand where a place may: "in German" is not "in Germany". */
public final class Languages {
    private static final Set<String> NAMES = Stream.of(Locale.getISOLanguages())
            .map(code -> Locale.of(code).getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    private Languages() {}

    /** Whether a word, in lower case, is the name of a language. */
    public static boolean isOne(String word) {
        return NAMES.contains(word);
    }
}
