package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the words directly before a time that nothing before them explains, and that may therefore be part of it. */
final class LooseWords {
    /** Before a time, what these take can only be a time. */
    private static final Set<String> WHEN =
            Set.of("at", "during", "until", "since", "before", "after", "within", "around", "between");

    private static final Set<String> EVERY = Set.of("every", "each");
    private static final Set<String> OF = Set.of("of");
    /** How far before a time "at" and its like are looked for. */
    private static final int MAX_WORDS = 4;

    private final TokenRow row;
    private final NounWords nouns;
    private final ClauseWords clauses;

    LooseWords(TokenRow row, NounWords nouns, ClauseWords clauses) {
        this.row = row;
        this.nouns = nouns;
        this.clauses = clauses;
    }

    /**
     * The first of the words directly before a time that nothing before them explains; {@code from} if there is none.
     *
     * @param start where the words begin that are not part of another time
     * @param to the word after the time
     */
    int before(int start, int from, int to) {
        boolean leads = to < row.size() && row.isMark(to) && clauses.isClause(to + 1);
        int number = looseNumber(start, from);
        int introduced = introduced(start, number, leads);
        int noun = nouns.start(start, number);
        if (introduced < number || number < from || noun == number) {
            return introduced;
        }
        boolean begins = noun == start || row.isMark(noun - 1);
        boolean strange = !nouns.areKnown(noun, from) && !nouns.isDetermined(noun);
        return begins && leads && strange ? noun : unknown(noun, from);
    }

    /** The place of "at", "every" or their like a few words before, if what it takes there can be a time. */
    private int introduced(int start, int end, boolean leads) {
        boolean of = false;
        for (int k = end - 1; k >= Math.max(start, end - MAX_WORDS); k--) {
            boolean taken = k + 1 < end;
            of |= row.isWord(k, OF);
            if (row.isWord(k, WHEN) && taken) {
                return k;
            }
            if (isPeriodOfContents(k, end)) {
                return end;
            }
            if (row.isWord(k, DeedWords.EITHER) && !of && taken) {
                boolean strange = !nouns.areKnown(k + 1, end) && !nouns.isDetermined(k + 1);
                return strange || row.anyTime(k + 1, end) ? k : end;
            }
            if (row.isWord(k, EVERY) && taken) {
                boolean begins = k == start || row.isMark(k - 1);
                return (begins ? leads : row.at(k - 1).is(Tag.NOUN)) ? k : end;
            }
            boolean noun = row.at(k).is(Tag.NOUN, Tag.ADJECTIVE, Tag.ADVERB, Tag.NUMBER, Tag.DETERMINER);
            if (!noun && !row.isWord(k, OF)) {
                return end;
            }
        }
        return end;
    }

    /** "the list for the week", directly before a time. */
    private boolean isPeriodOfContents(int k, int end) {
        return row.isWord(k, Set.of("for", "of"))
                && row.isWord(k + 1, Set.of("the"))
                && k + 3 == end
                && TimeWords.isUnit(row.at(k + 2).lower())
                && row.is(k - 1, Tag.NOUN)
                && row.isWord(end, EVERY);
    }

    /** The first word that no list knows, after a noun in the plural: it is not part of that noun. */
    private int unknown(int noun, int end) {
        return IntStream.range(noun + 1, end)
                .filter(i -> row.at(i - 1).plural() && !nouns.areKnown(i, end))
                .findFirst()
                .orElse(end);
    }

    /** Numbers and words about time that count nothing: "10 before 5". */
    private int looseNumber(int start, int from) {
        int k = from;
        boolean time = false;
        while (k > start && (row.at(k - 1).is(Tag.NUMBER, Tag.PREPOSITION, Tag.TO) || row.isTime(k - 1))) {
            k--;
            time |= row.at(k).is(Tag.NUMBER) || row.isTime(k);
        }
        boolean period = k > start && row.at(k - 1).is(Tag.DETERMINER, Tag.ADJECTIVE);
        return time && !period ? k : from;
    }
}
