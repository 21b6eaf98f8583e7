package dev.stepfold.generation.builtin.understanding;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a text. Words after a verb that would destroy or circumvent say nothing about the domain.
 *
 * @param counts how often it has each word and each pair of neighbours, in base form
 * @param total how many words it has
 * @param known how many of them a word list knows
 */
record Vocabulary(Map<String, Integer> counts, int total, int known) {
    private static final Map<String, String> INTEGRATIONS =
            Resources.read("language/integrations.json", new TypeReference<LinkedHashMap<String, String>>() {});

    static Vocabulary of(List<List<Token>> sentences) {
        Map<String, Integer> counts = new HashMap<>();
        int total = 0;
        int known = 0;
        for (List<Token> sentence : sentences) {
            String before = "";
            boolean telling = true;
            for (Token token : sentence) {
                telling &= !token.is(Tag.VERB)
                        || !Lexicon.english().kindsOf(token.base()).contains(VerbKind.DESTROY);
                String base = base(token);
                if (telling) {
                    counts.merge(base, 1, Integer::sum);
                    counts.merge(before + " " + base, 1, Integer::sum);
                    before = base;
                }
                boolean mark = token.is(Tag.COMMA, Tag.COLON, Tag.OPEN, Tag.CLOSE);
                total += mark ? 0 : 1;
                known += !mark && Lexicon.english().isKnown(token.lower()) ? 1 : 0;
            }
        }
        return new Vocabulary(counts, total, known);
    }

    private static String base(Token token) {
        return token.is(Tag.VERB) ? token.base() : Lexicon.english().singular(token.lower());
    }

    /** The outside services that it names, by their stable names. */
    List<String> integrations() {
        List<String> named = new ArrayList<>();
        INTEGRATIONS.forEach((kind, words) -> {
            boolean found = Resources.words(words).stream()
                    .anyMatch(word -> counts.containsKey(word) || counts.containsKey(word.replace('-', ' ')));
            if (found) {
                named.add(kind);
            }
        });
        return named;
    }
}
