package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The thing that a noun phrase is about, without the words that only frame it: "the invoice table" is "invoice". Many of
 * something are no frame: "sets", "tools".
 */
final class Things {
    private static final Lexicon LEXICON = Lexicon.english();
    /** Words that are about the agent itself, also in the plural. */
    private static final Set<String> TECHNICAL = Set.of(
            "app",
            "system",
            "model",
            "entity",
            "field",
            "column",
            "attribute",
            "feature",
            "functionality",
            "function",
            "requirement",
            "instruction",
            "prompt",
            "thing",
            "kind",
            "type",
            "detail",
            "data",
            "info",
            "information",
            "backend",
            "api",
            "interface",
            "option",
            "ability",
            "possibility",
            "example",
            "way");

    private Things() {}

    /** The words of the thing in the singular; empty if the phrase frames nothing. */
    static Optional<String> thing(NounPhrase phrase) {
        List<String> words = new ArrayList<>(List.of(phrase.thing().split(" ", -1)));
        boolean somebody = isSomebody(phrase);
        while (!words.isEmpty() && isFrame(words.getLast()) && !somebody && !isListOfDoing(words)) {
            words.removeLast();
        }
        while (words.size() > 1 && (LEXICON.isPlace(words.getFirst()) || isFrame(words.getFirst()))) {
            words.removeFirst();
        }
        boolean one = !phrase.plural() && !phrase.distributive();
        if (words.isEmpty() && !one && !TECHNICAL.contains(phrase.head())) {
            return Optional.of(phrase.thing());
        }
        if (words.isEmpty() || (one && LEXICON.isPlace(words.getLast()))) {
            return Optional.empty();
        }
        words.add(LEXICON.one(words.removeLast()));
        return Optional.of(String.join(" ", words));
    }

    /** "a shopping list" is a thing, "a book list" are books. */
    private static boolean isListOfDoing(List<String> words) {
        return words.size() > 1
                && words.getLast().equals("list")
                && words.get(words.size() - 2).endsWith("ing");
    }

    /** "managers" are people, "a recipe manager" is a system. */
    private static boolean isSomebody(NounPhrase phrase) {
        return LEXICON.isSystem(phrase.head())
                && LEXICON.isPerson(phrase.head())
                && (phrase.plural() || phrase.nouns().size() == 1);
    }

    /** Whether the phrase names the system to build; "tools" are none. */
    static boolean isSystem(NounPhrase phrase) {
        boolean many = phrase.plural() && !TECHNICAL.contains(phrase.head());
        return LEXICON.isSystem(phrase.head()) && !isSomebody(phrase) && !many;
    }

    /** Whether the phrase names something that the system does: "a reminder". */
    static boolean isService(NounPhrase phrase) {
        return LEXICON.isService(phrase.head());
    }

    /**
     * Whether a name is that of a thing, rather than of an attribute or a service.
     *
     * @param sure whether the text handles it as a thing: then only names that can never be one are refused
     */
    static boolean isThing(String thing, boolean sure) {
        String head = thing.substring(thing.lastIndexOf(' ') + 1);
        boolean attribute = sure ? AttributeTypes.isNeverThing(head) : AttributeTypes.isAttribute(head);
        return !attribute && (sure || !LEXICON.isService(head)) && head.length() > 1;
    }

    private static boolean isFrame(String word) {
        return LEXICON.isSystem(word) || LEXICON.isStructure(word);
    }
}
