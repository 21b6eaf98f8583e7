package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a sentence without verb says: terse people only name things. */
record Verbless(List<Chunk> chunks, Reading reading) {
    private static final int MANY = 3;

    /** "Pupils, classes, subjects and grades for a school" names what to keep. */
    void takeListed() {
        boolean timed = chunks.stream().anyMatch(chunk -> chunk instanceof Chunk.Be || chunk instanceof Chunk.Time);
        List<NounList.Item> items = NounList.read(chunks, 0, false).items();
        if (timed || says() || items.size() < MANY) {
            return;
        }
        long plural = items.stream().filter(item -> item.phrase().plural()).count();
        items.stream()
                .filter(item -> item.phrase().plural() || plural * 2 >= items.size())
                .filter(item -> !Things.isService(item.phrase()))
                .flatMap(item -> Things.thing(item.content()).stream())
                .forEach(thing -> reading.mention(thing, Mention.LISTED));
    }

    /** "Quarterly balance for the board" says what to report then. A time of day alone, as in "9:00 to 17:00", does not. */
    void report(When when) {
        Optional<NounPhrase> first = chunks.stream()
                .flatMap(chunk -> chunk instanceof Chunk.Noun(NounPhrase phrase) ? Stream.of(phrase) : Stream.empty())
                .findFirst();
        boolean recurs = when instanceof When.Rhythm rhythm && !rhythm.clockOnly();
        if (!says()
                && recurs
                && first.isPresent()
                && !isState(first.get())
                && !Lexicon.english().isPerson(first.get().head())) {
            reading.add(new Claims.Does(
                    "report",
                    Things.thing(first.get()).orElse(null),
                    null,
                    null,
                    when,
                    null,
                    false,
                    reading.context().orElse(null)));
        }
    }

    /** "Rent is due on the 1st", "rehearsals are weekly" say when something is so; "reports are weekly", when it happens. */
    private boolean isState(NounPhrase subject) {
        boolean service = Things.isService(subject);
        return IntStream.range(0, chunks.size())
                .anyMatch(i -> chunks.get(i) instanceof Chunk.Be
                        && !(service && i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Time));
    }

    private boolean says() {
        return chunks.stream().anyMatch(chunk -> chunk instanceof Chunk.Verb || chunk instanceof Chunk.Have);
    }
}
