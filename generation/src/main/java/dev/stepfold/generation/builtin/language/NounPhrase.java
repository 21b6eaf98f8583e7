package dev.stepfold.generation.builtin.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A noun with the words that describe it: "each open purchase order".
 *
 * @param determiner "each", "a", "many"; empty if there is none
 * @param adjectives in lower case
 * @param nouns what was written, in lower case, the last being the head unless {@code of} joins two
 * @param head the head noun in the singular
 * @param plural whether the head is in the plural
 * @param possessive whether it owns what follows
 * @param values the values that the text lists for it: "a status draft, sent or paid"
 * @param unit in what it is measured, in the singular: "metre" in "a length in metres"; empty if the text does not say
 */
public record NounPhrase(
        String determiner,
        List<String> adjectives,
        List<String> nouns,
        String head,
        boolean plural,
        boolean possessive,
        List<String> values,
        String unit) {
    /** The determiner of a word that is so or not: "returned or not". */
    static final String WHETHER = "whether";

    private static final Set<String> MANY = Set.of("many", "several", "multiple", "various");
    private static final Set<String> DISTRIBUTIVE = Set.of("each", "every", "all", "any");

    public NounPhrase {
        adjectives = List.copyOf(adjectives);
        nouns = List.copyOf(nouns);
        values = List.copyOf(values);
    }

    /** The nouns in the singular, which identify a thing: "purchase order". */
    public String thing() {
        List<String> words = new ArrayList<>(nouns.subList(0, nouns.size() - 1));
        words.add(joined() ? nouns.getLast() : head);
        return String.join(" ", words);
    }

    /** Its words, in lower case. */
    public String text() {
        return Stream.of(Stream.of(determiner), adjectives.stream(), nouns.stream())
                .flatMap(words -> words)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** The words of an attribute's name: adjectives count, "a required due date" is {@code due date}. */
    public List<String> attributeWords() {
        Lexicon lexicon = Lexicon.english();
        List<String> words = new ArrayList<>();
        adjectives.stream().filter(word -> !lexicon.isFluff(word)).forEach(words::add);
        words.addAll(nouns);
        return words;
    }

    /** Whether two nouns are joined: "date of birth", "price per kilo". */
    public boolean joined() {
        return nouns.contains("of") || nouns.contains("per");
    }

    /** Whether it stands for many: "several lines", "lines". */
    public boolean many() {
        return plural || MANY.contains(determiner);
    }

    /** Whether it refers to each one: "every invoice". */
    public boolean distributive() {
        return DISTRIBUTIVE.contains(determiner);
    }

    /** Whether it is an attribute that is so or not: "returned or not". */
    public boolean isWhether() {
        return determiner.equals(WHETHER);
    }

    /** The same with values. */
    public NounPhrase with(List<String> itsValues) {
        return new NounPhrase(determiner, adjectives, nouns, head, plural, possessive, itsValues, unit);
    }

    NounPhrase in(String itsUnit) {
        return new NounPhrase(determiner, adjectives, nouns, head, plural, possessive, values, itsUnit);
    }
}
