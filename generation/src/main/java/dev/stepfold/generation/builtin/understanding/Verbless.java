package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a sentence without verb says: terse people only name things. */
record Verbless(List<Chunk> chunks, Reading reading) {
    private static final int MANY = 3;
    private static final Set<String> OURS = Set.of("we", "i");

    /** "Pupils, classes, subjects and grades for a school" names what to keep. */
    void takeListed() {
        boolean timed = chunks.stream().anyMatch(chunk -> chunk instanceof Chunk.Be || chunk instanceof Chunk.Time);
        NounList list = NounList.read(chunks, 0, false);
        List<NounList.Item> items = list.items();
        boolean pair = items.size() == 2
                && list.to() == chunks.size()
                && items.stream().allMatch(item -> item.phrase().plural());
        boolean bullet = items.size() == 1
                && chunks.size() == 1
                && items.getFirst().phrase().plural();
        if (timed || says() || (items.size() < MANY && !bullet && !pair)) {
            return;
        }
        long plural = items.stream().filter(item -> item.phrase().plural()).count();
        items.stream()
                .filter(item -> item.phrase().plural() || plural * 2 >= items.size())
                .filter(item -> !Things.isService(item.phrase()))
                .flatMap(item -> Things.thing(item.content()).stream())
                .forEach(thing -> reading.mention(thing, Mention.LISTED));
    }

    /** "There are rehearsals, concerts and pieces", "we have two vans and three drivers". */
    void takeExisting() {
        boolean there = chunks.size() > 2
                && chunks.get(0) instanceof Chunk.Marker(String word)
                && word.equals("there")
                && chunks.get(1) instanceof Chunk.Be;
        boolean ours = chunks.size() > 2
                && chunks.get(0) instanceof Chunk.Pronoun(String who, boolean _)
                && OURS.contains(who)
                && chunks.get(1) instanceof Chunk.Have;
        List<NounList.Item> items =
                there || ours ? NounList.read(chunks, 2, false).items() : List.of();
        items.stream()
                .filter(item -> item.phrase().plural() && (there || items.size() > 1))
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
