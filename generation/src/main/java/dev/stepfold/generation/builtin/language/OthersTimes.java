package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.When;
import java.util.List;
import java.util.Set;

/**
 * Tells the times that others keep from those of the agent: what people may do ("members can cancel until noon"), what they have
 * to do in time ("members must cancel two hours before"), when something goes on by itself ("auctions end at 8 pm"), and what is
 * said of somebody ("students who did not pay by the 5th").
 */
final class OthersTimes {
    private static final Set<String> ALLOWING = Set.of("can", "may", "cannot", "can't", "might", "could");
    private static final Set<String> OBLIGING = Set.of("must", "should", "shall", "mustn't");
    /** Who gets something gets it from the agent. */
    private static final Set<String> GETTING =
            Set.of("get", "receive", "see", "view", "read", "hear", "know", "learn", "expect");

    private static final Set<String> GOING_ON =
            Set.of("end", "start", "begin", "open", "close", "finish", "depart", "arrive", "sail");
    private static final Set<String> RELATIVE = Set.of("who", "whose", "that", "which");
    private static final Set<String> LIMITS =
            Set.of("until", "till", "by", "before", "after", "since", "within", "up", "least", "most");
    /** "tenants who are more than 5 days late" says which ones the agent deals with. */
    private static final Set<String> AGES = Set.of("older", "more", "longer");

    private static final Set<String> QUESTIONS = Set.of("can", "could", "may", "might", "should", "please");
    /** So many words may lie between a limit and its time: "at least", "no later than". */
    private static final int LIMIT_NEAR = 2;

    private final Lexicon lexicon = Lexicon.english();
    private final TokenRow row;
    private final NounWords nouns;

    OthersTimes(List<Token> tokens) {
        this.row = new TokenRow(tokens);
        this.nouns = new NounWords(tokens);
    }

    boolean keep(TimePhrase time) {
        int at = time.from();
        return mayDo(time) || isGoingOn(at) || (isLimit(time) && isSaidOfSomebody(at));
    }

    /** "members can cancel until noon", "tickets can be cancelled until then", "members must cancel two hours before". */
    private boolean mayDo(TimePhrase time) {
        int start = clause(time.from());
        for (int k = start + 1; k < time.from(); k++) {
            boolean allows = row.isWord(k, ALLOWING);
            boolean obliges = row.isWord(k, OBLIGING) && isLimit(time);
            if ((allows || obliges) && isSubject(start, k)) {
                int verb = verb(k + 1, time.from());
                boolean passive = row.is(k + 1, Tag.BE);
                boolean gets =
                        verb < time.from() && GETTING.contains(row.at(verb).base());
                return verb < time.from() && !gets && (!passive || allows);
            }
            if (row.is(k, Tag.VERB, Tag.MODAL)) {
                return false;
            }
        }
        return false;
    }

    private int verb(int from, int end) {
        int k = from;
        while (k < end && row.is(k, Tag.BE, Tag.ADVERB)) {
            k++;
        }
        return k < end && row.is(k, Tag.VERB) ? k : end;
    }

    /** Whether a noun that is no service and no system stands there up to the verb. */
    private boolean isSubject(int start, int verb) {
        int first = start;
        while (first < verb && row.is(first, Tag.MARKER, Tag.ADVERB)) {
            first++;
        }
        int end = Math.min(nouns.end(first), verb);
        int adverbs = end;
        while (adverbs < verb && row.is(adverbs, Tag.ADVERB)) {
            adverbs++;
        }
        if (end == first || adverbs != verb || row.isWord(first, QUESTIONS)) {
            return false;
        }
        String head = row.at(end - 1).base();
        return !lexicon.isService(head) && !lexicon.isSystem(head);
    }

    /** "auctions end at 8 pm", "registration opens on 1 March": a noun and its verb, and nothing but the time after it. */
    private boolean isGoingOn(int at) {
        int verb = row.is(at - 1, Tag.ADVERB) ? at - 2 : at - 1;
        if (goesOn(at) && at > 0) {
            verb = at;
        }
        return verb > 0 && goesOn(verb) && isSubject(clause(verb), verb);
    }

    private boolean goesOn(int i) {
        if (!row.has(i)) {
            return false;
        }
        String word = row.at(i).lower();
        boolean third = word.endsWith("s");
        boolean known = GOING_ON.contains(third ? word.substring(0, word.length() - 1) : word);
        return known && row.is(i - 1, Tag.NOUN) && row.at(i - 1).plural() != third;
    }

    /** "students who did not pay by the 5th": the last clause before the time is about somebody. */
    private boolean isSaidOfSomebody(int at) {
        for (int k = at - 1; k > 0 && !row.isMark(k); k--) {
            if (row.isWord(k, RELATIVE)) {
                return row.is(k - 1, Tag.NOUN);
            }
        }
        return false;
    }

    /** Whether a time says until when, or how long before or after. */
    private boolean isLimit(TimePhrase time) {
        if (time.when() instanceof When.Offset) {
            return !row.isWord(time.from(), AGES);
        }
        for (int k = Math.max(0, time.from() - LIMIT_NEAR); k <= time.from(); k++) {
            if (row.isWord(k, LIMITS)) {
                return true;
            }
        }
        return false;
    }

    /** Where the clause begins that goes on at a place: after a mark, or after "and" before another subject. */
    private int clause(int at) {
        int k = at;
        while (k > 0 && !row.isMark(k - 1)) {
            k--;
        }
        return k;
    }
}
