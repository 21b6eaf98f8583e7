package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.When;
import java.util.List;

/** A part of a sentence. */
public sealed interface Chunk {
    /** A noun phrase. */
    record Noun(NounPhrase phrase) implements Chunk {}

    /**
     * A verb.
     *
     * @param base its base form
     * @param passive whether the noun before it is its object: "orders are shipped", "tasks assigned to"
     * @param negated whether the text says that it does not happen
     */
    record Verb(String base, boolean passive, boolean negated) implements Chunk {}

    /** "has", "contains". */
    record Have() implements Chunk {}

    /** "is", "are". */
    record Be() implements Chunk {}

    /** The states that the noun before it can have. */
    record States(List<String> values) implements Chunk {}

    /** A preposition, or "to". */
    record Preposition(String word) implements Chunk {}

    /** A comma, a colon, a bracket, "and", "or". */
    record Separator(Tag kind) implements Chunk {}

    /** "they", "their". */
    record Pronoun(String word, boolean possessive) implements Chunk {}

    /** "when", "only", "which"; also modal verbs. */
    record Marker(String word) implements Chunk {}

    /** A time. */
    record Time(When when) implements Chunk {}
}
