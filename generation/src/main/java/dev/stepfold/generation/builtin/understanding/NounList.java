package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.Chunk;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.NounPhrase;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.time.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Nouns in a row: "a number, an amount and a due date".
 *
 * @param items the items of the row
 * @param when a time that stands in it: "send a weekly report"
 * @param to the part of the sentence after it
 */
record NounList(List<Item> items, @Nullable When when, int to) {
    /**
     * One of the row.
     *
     * @param phrase the noun
     * @param of what it is of: "a list of books"
     * @param inner what stands in brackets after it
     * @param owned whether "their" or "its" stands before it
     * @param index where in the sentence it stands
     */
    record Item(NounPhrase phrase, @Nullable NounPhrase of, List<Item> inner, boolean owned, int index) {
        /** What it is about: the books of a list of books. */
        NounPhrase content() {
            boolean frame = of != null
                    && (Lexicon.english().isStructure(phrase.head())
                            || Lexicon.english().isService(phrase.head())
                            || Things.isSystem(phrase));
            return frame && of != null ? of : phrase;
        }
    }

    /**
     * Reads a row.
     *
     * @param attributes whether it names attributes: then an item that continues with "with" begins something else
     */
    static NounList read(List<Chunk> chunks, int from, boolean attributes) {
        List<Item> items = new ArrayList<>();
        @Nullable When when = null;
        int i = from;
        int end = from;
        while (i < chunks.size()) {
            if (i > end && isTimeOfAnother(chunks, i)) {
                break;
            }
            if (chunks.get(i) instanceof Chunk.Time time && when == null) {
                when = time.when();
                i++;
                end = items.isEmpty() ? end : i;
                continue;
            }
            Optional<Item> item = item(chunks, i);
            if (item.isEmpty() || (!items.isEmpty() && startsClause(chunks, item.get(), attributes))) {
                break;
            }
            items.add(item.get());
            end = after(chunks, item.get());
            i = end;
            while (i < chunks.size() && isSeparator(chunks.get(i))) {
                i++;
            }
            boolean goesOn = attributes
                    && i < chunks.size()
                    && chunks.get(i) instanceof Chunk.Noun(NounPhrase next)
                    && List.of("a", "an").contains(next.determiner());
            if (i == end && !goesOn) {
                break;
            }
        }
        return new NounList(List.copyOf(items), when, items.isEmpty() ? from : end);
    }

    /** "check the buses, and at 15:20 notify the parents": a time before a verb is that of its own clause. */
    private static boolean isTimeOfAnother(List<Chunk> chunks, int i) {
        return chunks.get(i) instanceof Chunk.Time && i + 1 < chunks.size() && chunks.get(i + 1) instanceof Chunk.Verb;
    }

    private static boolean isSeparator(Chunk chunk) {
        return chunk instanceof Chunk.Separator(Tag kind) && (kind == Tag.COMMA || kind == Tag.AND || kind == Tag.OR);
    }

    private static Optional<Item> item(List<Chunk> chunks, int from) {
        int i = from;
        while (i < chunks.size() && chunks.get(i) instanceof Chunk.Marker) {
            i++;
        }
        boolean someone = i + 1 < chunks.size()
                && chunks.get(i) instanceof Chunk.Pronoun(String word, boolean _)
                && List.of("me", "us", "them", "him", "everyone").contains(word)
                && chunks.get(i + 1) instanceof Chunk.Noun;
        i = someone ? i + 1 : i;
        boolean owned =
                i < chunks.size() && chunks.get(i) instanceof Chunk.Pronoun(String _, boolean possessive) && possessive;
        i = owned ? i + 1 : i;
        Optional<NounPhrase> phrase = noun(chunks, i);
        if (phrase.isEmpty()) {
            return Optional.empty();
        }
        @Nullable NounPhrase of = i + 2 < chunks.size() && isOf(chunks.get(i + 1))
                ? noun(chunks, i + 2).orElse(null)
                : null;
        int next = of == null ? i + 1 : i + 3;
        boolean bracket = next < chunks.size() && isSeparator(chunks.get(next), Tag.OPEN);
        List<Item> inner = bracket ? read(chunks, next + 1, true).items() : List.of();
        return Optional.of(new Item(phrase.get(), of, inner, owned, i));
    }

    /** The part of the sentence after an item with its "of" and its brackets. */
    private static int after(List<Chunk> chunks, Item item) {
        int next = item.of() == null ? item.index() + 1 : item.index() + 3;
        if (next < chunks.size() && isSeparator(chunks.get(next), Tag.OPEN)) {
            int close = next;
            while (close < chunks.size() && !isSeparator(chunks.get(close), Tag.CLOSE)) {
                close++;
            }
            return Math.min(close + 1, chunks.size());
        }
        return next;
    }

    private static boolean startsClause(List<Chunk> chunks, Item item, boolean attributes) {
        int next = item.index() + 1;
        if (next >= chunks.size()) {
            return false;
        }
        return switch (chunks.get(next)) {
            case Chunk.Verb verb -> !verb.passive() || attributes;
            case Chunk.Have _, Chunk.Be _, Chunk.States _ -> true;
            case Chunk.Marker marker ->
                List.of("can", "should", "must", "may", "will").contains(marker.word());
            case Chunk.Preposition preposition ->
                attributes && preposition.word().equals("with");
            case Chunk.Noun _, Chunk.Pronoun _, Chunk.Separator _, Chunk.Time _ -> false;
        };
    }

    private static Optional<NounPhrase> noun(List<Chunk> chunks, int i) {
        return i < chunks.size() && chunks.get(i) instanceof Chunk.Noun(NounPhrase phrase)
                ? Optional.of(phrase)
                : Optional.empty();
    }

    /** "a list of books", "an estimate in hours". */
    private static boolean isOf(Chunk chunk) {
        return chunk instanceof Chunk.Preposition(String word)
                && List.of("of", "in", "per").contains(word);
    }

    private static boolean isSeparator(Chunk chunk, Tag kind) {
        return chunk instanceof Chunk.Separator(Tag its) && its == kind;
    }
}
