package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.VerbKind;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;

/** "Feed the lions at 9 and 16, the penguins at 11 and 15": a further object with its own time shares the verb. */
record ElidedVerb(List<Chunk> chunks) {
    /**
     * The deed for a time.
     *
     * @param time where it stands
     * @param last the deed before it in the sentence
     */
    Optional<Claims.Does> at(int time, Claims.Does last, When when) {
        boolean row = time > 2
                && chunks.get(time - 2) instanceof Chunk.Separator
                && chunks.get(time - 1) instanceof Chunk.Noun
                && last.when() != null
                && chunks.subList(0, time - 2).stream().anyMatch(chunk -> chunk instanceof Chunk.Time);
        if (!row || !(chunks.get(time - 1) instanceof Chunk.Noun(NounPhrase phrase))) {
            return Optional.empty();
        }
        return Things.thing(phrase).map(other -> {
            boolean told = Lexicon.english().kindsOf(last.verb()).contains(VerbKind.NOTIFY);
            return new Claims.Does(
                    last.verb(),
                    told ? last.thing() : other,
                    told ? last.subject() : Services.adjective(phrase),
                    told ? other : last.recipient(),
                    when,
                    null,
                    last.event(),
                    last.context());
        });
    }
}
