package dev.stepfold.generation.builtin.language;

import java.util.Set;
import java.util.stream.IntStream;

/**
 * Tells whether a phrase that says when says it of what the agent does, and not of a thing, of other people, or of what the
 * agent keeps: "email customers soon", but not "goods that expire soon", "members cancel before the class", "track calls
 * after hours".
 */
final class DeedClause {
    /** After these, the words are about the noun before. */
    private static final Set<String> SAID_OF_THINGS = Set.of(
            "who",
            "whom",
            "whose",
            "that",
            "which",
            "how",
            "where",
            "why",
            "what",
            "whether",
            "if",
            "when",
            "whenever",
            "because",
            "so");

    private static final Set<String> COMING = Set.of(
            "due",
            "expiring",
            "expire",
            "expires",
            "coming",
            "arriving",
            "arrive",
            "starting",
            "ending",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been");
    /** These verbs of managing happen by themselves. */
    private static final Set<String> RUNNING =
            Set.of("run", "monitor", "collect", "gather", "capture", "control", "watch", "supervise", "log", "keep");

    private static final Set<String> RELATIVE = Set.of("that", "which");
    private static final Set<String> WRITER = Set.of("me", "us");
    private static final Set<String> SPEAKERS = Set.of("i", "we", "you", "it", "let's");

    private final Lexicon lexicon = Lexicon.english();
    private final TokenRow row;

    DeedClause(TokenRow row) {
        this.row = row;
    }

    /** Whether a phrase at that place belongs to something that the agent does. */
    boolean includes(int i) {
        if (isToldToWriter(i)) {
            return true;
        }
        int start = start(i);
        if (start == i) {
            int next = IntStream.range(i, row.size())
                    .filter(k -> row.is(k, Tag.COMMA))
                    .map(k -> k + 1)
                    .findFirst()
                    .orElse(row.size());
            return next < row.size() && verb(next, row.size()) >= 0;
        }
        int verb = verb(start, i);
        return verb >= 0 && (verb >= i || (!isOfThing(verb + 1, i) && !keeps(verb, i)));
    }

    /** "a diary that asks me at lunch": what speaks to the writer is the agent. */
    private boolean isToldToWriter(int i) {
        return IntStream.range(0, Math.max(0, i - 2))
                .anyMatch(k -> row.isWord(k, RELATIVE)
                        && row.is(k + 1, Tag.VERB)
                        && row.isWord(k + 2, WRITER)
                        && IntStream.range(k, i).noneMatch(row::isMark));
    }

    /** Where the clause begins: after a mark, or after "and" before a verb. */
    private int start(int i) {
        int k = i;
        while (k > 0 && !parts(k - 1)) {
            k--;
        }
        boolean verbless = k > 0 && k < i && verb(k, i) < 0 && !row.is(k, Tag.MARKER, Tag.PRONOUN);
        return verbless ? start(k - 1) : k;
    }

    private boolean parts(int i) {
        boolean and = row.is(i, Tag.AND, Tag.OR);
        return row.isMark(i) && (!and || row.is(i + 1, Tag.VERB, Tag.ADVERB, Tag.PRONOUN, Tag.MODAL, Tag.MARKER));
    }

    /** The verb of what the agent does, if the clause begins with it, or with its writer or the system; otherwise -1. */
    private int verb(int start, int end) {
        int k = start;
        while (k < end
                && (row.is(k, Tag.ADVERB, Tag.MODAL, Tag.TO, Tag.HAVE, Tag.MARKER, Tag.BE)
                        || row.isWord(k, SPEAKERS)
                        || isSystem(k))) {
            k++;
        }
        if (k >= end) {
            return -1;
        }
        int service = service(k, end);
        if (service > k) {
            return service;
        }
        boolean order = k == start && row.is(k, Tag.NOUN) && !row.at(k).plural() && isObject(k + 1, end);
        return row.is(k, Tag.VERB) || order ? k : -1;
    }

    /** The place after "the order report", which is what the agent does. */
    private int service(int from, int end) {
        int k = from;
        while (k < end && row.is(k, Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE, Tag.NOUN, Tag.VERB)) {
            if (lexicon.isService(row.at(k).base())
                    && k + 1 < end
                    && (k > from || row.at(k).plural())) {
                boolean first = row.is(from, Tag.VERB) && !row.is(k + 1, Tag.MODAL, Tag.BE);
                return first ? from : k + 1;
            }
            k++;
        }
        return from;
    }

    /** "the app": somebody who does what the agent does. */
    private boolean isSystem(int k) {
        boolean the = row.is(k, Tag.DETERMINER)
                && row.has(k + 1)
                && lexicon.isSystem(row.at(k + 1).base());
        return the || (row.is(k, Tag.NOUN) && lexicon.isSystem(row.at(k).base()));
    }

    /** Whether an object stands there, perhaps after a particle: "clean up old tickets". */
    private boolean isObject(int from, int end) {
        int k = from;
        while (k < end && row.is(k, Tag.ADVERB, Tag.ADJECTIVE)) {
            k++;
        }
        return k < end
                && (row.is(k, Tag.PRONOUN, Tag.DETERMINER, Tag.POSSESSIVE)
                        || row.at(k).plural());
    }

    /** Whether the words between say more of a thing: "orders delivered on time". */
    private boolean isOfThing(int from, int i) {
        return row.isWord(i - 1, COMING)
                || IntStream.range(from, i)
                        .anyMatch(k -> row.isWord(k, SAID_OF_THINGS)
                                || (row.is(k, Tag.VERB, Tag.BE, Tag.HAVE) && row.is(k - 1, Tag.NOUN) && k > from));
    }

    private boolean keeps(int verb, int i) {
        Set<VerbKind> kinds = lexicon.kindsOf(row.at(verb).base());
        boolean manages = kinds.contains(VerbKind.MANAGE)
                && !RUNNING.contains(row.at(verb).base());
        boolean builds = kinds.contains(VerbKind.BUILD);
        boolean service = IntStream.range(verb, i)
                .anyMatch(k -> lexicon.isService(row.at(k).base()));
        return manages || (builds && !service);
    }
}
