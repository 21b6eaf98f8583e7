package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.NounPhrase;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The states that a sentence says: "a game's result is won or lost", "deals move from lead to won". */
record SaidStates(Reading reading, List<Chunk> chunks) {
    private static final Set<String> MODALS = Set.of("can", "may", "must", "should", "could");

    /** The states that stand there, perhaps after "can". */
    Optional<List<String>> at(int i) {
        int at = afterModal(i);
        return at < chunks.size() && chunks.get(at) instanceof Chunk.States(List<String> values)
                ? Optional.of(values)
                : Optional.empty();
    }

    /** The place after "can" or "may". */
    int afterModal(int i) {
        boolean modal =
                i < chunks.size() && chunks.get(i) instanceof Chunk.Marker(String word) && MODALS.contains(word);
        return modal ? i + 1 : i;
    }

    /** "the result of a game is won or lost": the values of an attribute of the owner. */
    int ofOwner(NounPhrase attribute, int owner) {
        Optional<String> thing =
                chunks.get(owner) instanceof Chunk.Noun(NounPhrase phrase) ? reading.thing(phrase) : Optional.empty();
        thing.ifPresent(words -> {
            reading.mention(words, Mention.DESCRIBED);
            reading.add(new Claims.Has(words, attribute.with(at(owner + 1).orElseThrow())));
            reading.speakOf(words);
        });
        return afterModal(owner + 1) + 1;
    }

    /** The states of a thing or of an attribute; returns {@code next}. */
    int of(NounPhrase phrase, List<String> values, int next) {
        boolean attribute = AttributeTypes.hasStates(phrase.head()) && !reading.isSure(phrase.thing());
        if (reading.specify(phrase, values)) {
            return next;
        }
        Optional<String> owner = attribute ? reading.context() : reading.thing(phrase);
        if (owner.isEmpty()) {
            reading.add(new Claims.InStates(phrase.head(), values));
        }
        owner.ifPresent(words -> {
            reading.mention(words, Mention.HANDLED);
            reading.add(new Claims.InStates(words, values));
            reading.speakOf(words);
        });
        return next;
    }

    /** "deals move from lead to won": said about the noun before the verb. */
    int ofSubject(int i, List<String> values) {
        boolean modal = i > 1 && afterModal(i - 1) == i && chunks.get(i - 2) instanceof Chunk.Separator;
        boolean goesOn = i > 0
                && (modal || chunks.get(i - 1) instanceof Chunk.Separator)
                && reading.context().isPresent();
        for (int k = i - 1; k >= Math.max(0, i - 3) && !goesOn; k--) {
            if (chunks.get(k) instanceof Chunk.Noun(NounPhrase phrase)) {
                return of(phrase, values, i + 1);
            }
        }
        reading.context().ifPresent(words -> reading.add(new Claims.InStates(words, values)));
        return i + 1;
    }
}
