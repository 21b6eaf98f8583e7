package dev.stepfold.generation.builtin.language;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Singular and plural of nouns, base forms of verbs. Regular rules, then the exceptions of a word list. */
final class Inflection {
    private static final Map<String, Map<String, String>> IRREGULAR =
            Resources.read("language/inflection.json", new TypeReference<>() {});
    private static final Map<String, String> SINGULARS = irregular("plurals");
    private static final Map<String, String> VERBS = irregular("verbs");
    private static final Map<String, String> PARTICIPLES = irregular("participles");
    private static final Map<String, String> RECORDS = irregular("records");
    private static final Map<String, String> PLURALS = inverse(SINGULARS);

    private Inflection() {}

    /** The singular of a noun in lower case; a singular stays as it is. */
    static String singular(String noun, Set<String> unchanging) {
        String irregular = SINGULARS.get(noun);
        if (irregular != null) {
            return irregular;
        }
        if (noun.length() < 4 || !noun.endsWith("s") || unchanging.contains(noun)) {
            return noun;
        }
        if (noun.endsWith("ss") || noun.endsWith("us") || (noun.endsWith("is") && !isPluralOfI(noun))) {
            return noun;
        }
        if (noun.endsWith("ies")) {
            return cut(noun, 3) + "y";
        }
        if (noun.endsWith("sses")
                || noun.endsWith("shes")
                || noun.endsWith("ches")
                || noun.endsWith("xes")
                || noun.endsWith("zzes")
                || noun.endsWith("oes")) {
            return cut(noun, 2);
        }
        boolean likeStatuses = noun.endsWith("uses") && !noun.endsWith("ouses") && !noun.endsWith("auses");
        return likeStatuses ? cut(noun, 2) : cut(noun, 1);
    }

    /** "skis", "kiwis", "emojis": no singular in English ends like that; "analysis" and "tennis" do. */
    private static boolean isPluralOfI(String noun) {
        return noun.length() > 3 && "aefhjkouwz".indexOf(noun.charAt(noun.length() - 3)) >= 0;
    }

    /** The plural of a singular noun in lower case. */
    static String plural(String noun, Set<String> unchanging) {
        String irregular = PLURALS.get(noun);
        if (irregular != null) {
            return irregular;
        }
        boolean sibilant = noun.endsWith("s")
                || noun.endsWith("x")
                || noun.endsWith("z")
                || noun.endsWith("ch")
                || noun.endsWith("sh");
        if (unchanging.contains(noun) && !sibilant) {
            return noun;
        }
        if (sibilant) {
            return noun + "es";
        }
        boolean consonantY = noun.endsWith("y") && noun.length() > 1 && !isVowel(noun.charAt(noun.length() - 2));
        return consonantY ? cut(noun, 1) + "ies" : noun + "s";
    }

    /** The base form of a word in lower case, if {@code verbs} holds it. */
    static Optional<String> verbBase(String word, Set<String> verbs) {
        String irregular = VERBS.get(word);
        if (irregular != null && verbs.contains(irregular)) {
            return Optional.of(irregular);
        }
        return candidates(word).stream().filter(verbs::contains).findFirst();
    }

    /** The deverbal noun for what is kept of an act: "rating" of "rate". */
    static Optional<String> recordOf(String verb) {
        return Optional.ofNullable(RECORDS.get(verb));
    }

    /** The past participle of a verb in its base form: "approved", "banned", "frozen". */
    static String participle(String verb) {
        String irregular = PARTICIPLES.get(verb);
        if (irregular != null) {
            return irregular;
        }
        if (verb.endsWith("e")) {
            return verb + "d";
        }
        if (verb.endsWith("y") && verb.length() > 1 && !isVowel(verb.charAt(verb.length() - 2))) {
            return cut(verb, 1) + "ied";
        }
        return (isClosedSyllable(verb) ? verb + verb.charAt(verb.length() - 1) : verb) + "ed";
    }

    /** "ban", "ship": one vowel between consonants, so that the last one is doubled. */
    private static boolean isClosedSyllable(String verb) {
        long vowels = verb.chars().filter(letter -> isVowel((char) letter)).count();
        int length = verb.length();
        return vowels == 1
                && length >= 3
                && isVowel(verb.charAt(length - 2))
                && "bdglmnprt".indexOf(verb.charAt(length - 1)) >= 0;
    }

    private static List<String> candidates(String word) {
        List<String> candidates = new ArrayList<>();
        candidates.add(word);
        ending(word, "s", candidates, "");
        ending(word, "es", candidates, "");
        ending(word, "ies", candidates, "y");
        ending(word, "ied", candidates, "y");
        for (String suffix : List.of("ed", "ing")) {
            ending(word, suffix, candidates, "");
            ending(word, suffix, candidates, "e");
            int stem = word.length() - suffix.length();
            if (word.endsWith(suffix) && stem > 3 && word.charAt(stem - 1) == word.charAt(stem - 2)) {
                candidates.add(word.substring(0, stem - 1));
            }
        }
        return candidates;
    }

    private static void ending(String word, String suffix, List<String> candidates, String replacement) {
        if (word.endsWith(suffix) && word.length() - suffix.length() >= 2) {
            candidates.add(cut(word, suffix.length()) + replacement);
        }
    }

    private static boolean isVowel(char letter) {
        return "aeiou".indexOf(letter) >= 0;
    }

    private static String cut(String word, int letters) {
        return word.substring(0, word.length() - letters);
    }

    private static Map<String, String> irregular(String kind) {
        return Map.copyOf(IRREGULAR.getOrDefault(kind, Map.of()));
    }

    private static Map<String, String> inverse(Map<String, String> pairs) {
        Map<String, String> inverse = new HashMap<>();
        pairs.forEach((plural, singular) -> inverse.merge(singular, plural, (a, b) -> a.compareTo(b) <= 0 ? a : b));
        return Map.copyOf(inverse);
    }
}
