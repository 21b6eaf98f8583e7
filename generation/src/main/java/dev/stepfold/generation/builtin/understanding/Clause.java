package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A sentence's parts with the words around a verb, and the collector of the sentence's claims. */
record Clause(Reading reading, List<Chunk> chunks, Consumer<Claims.Does> claims) {
    /** The noun before a verb, if only "is", "can" or "to" stands between them. */
    Optional<NounPhrase> nounBefore(int i) {
        for (int k = i - 1; k >= 0 && k >= i - 3; k--) {
            if (chunks.get(k) instanceof Chunk.Noun(NounPhrase phrase)) {
                return Optional.of(phrase);
            }
            boolean infinitive = k == i - 1 && isPreposition(k, "to");
            boolean between = infinitive || chunks.get(k) instanceof Chunk.Be || chunks.get(k) instanceof Chunk.Marker;
            if (!between) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Whether a person stands there, or another verb that a person does. */
    boolean isSomebody(int i) {
        if (i < 0) {
            return false;
        }
        return switch (chunks.get(i)) {
            case Chunk.Pronoun _ -> true;
            case Chunk.Noun(NounPhrase phrase) -> Lexicon.english().isPerson(phrase.head());
            case Chunk.Separator _ -> i > 0 && chunks.get(i - 1) instanceof Chunk.Verb && isSomebody(i - 2);
            case Chunk.Verb _,
                    Chunk.Have _,
                    Chunk.Be _,
                    Chunk.States _,
                    Chunk.Preposition _,
                    Chunk.Marker _,
                    Chunk.Time _ -> false;
        };
    }

    /** Whether "with" stands there. */
    boolean isWith(int i) {
        return isPreposition(i, "with");
    }

    /** The preposition that stands there. */
    boolean isPreposition(int i, String preposition) {
        return i >= 0
                && i < chunks.size()
                && chunks.get(i) instanceof Chunk.Preposition(String word)
                && word.equals(preposition);
    }

    /** Whether such a mark or link stands there. */
    boolean isSeparator(int i, Tag kind) {
        return i >= 0 && i < chunks.size() && chunks.get(i) instanceof Chunk.Separator(Tag its) && its == kind;
    }

    /** The noun that stands there. */
    Optional<NounPhrase> noun(int i) {
        return i >= 0 && i < chunks.size() && chunks.get(i) instanceof Chunk.Noun(NounPhrase phrase)
                ? Optional.of(phrase)
                : Optional.empty();
    }

    NounList nouns(int from, boolean attributes) {
        return NounList.read(chunks, from, attributes);
    }

    Tail tail(int from) {
        return Tail.read(reading, chunks, from);
    }

    /** Notes that one thing belongs to another. */
    void belongs(String from, String to) {
        reading.mention(from, Mention.HANDLED);
        reading.mention(to, Mention.HANDLED);
        reading.add(new Claims.Belongs(from, null, to));
    }

    /** Notes that something is done. */
    void claim(
            String verb,
            @Nullable String thing,
            @Nullable String subject,
            @Nullable String recipient,
            @Nullable When when) {
        claims.accept(new Claims.Does(
                verb,
                thing,
                subject,
                recipient,
                when,
                null,
                false,
                reading.context().orElse(null)));
    }
}
