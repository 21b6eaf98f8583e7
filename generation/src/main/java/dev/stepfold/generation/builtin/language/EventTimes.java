package dev.stepfold.generation.builtin.language;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stepfold.generation.builtin.resource.Resources;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the phrases that say when by something that happens, which neither clock nor calendar knows: "before the first
 * shift", "at closing time", "on arrival", "with a delay", "as the shop opens".
 */
final class EventTimes {
    private static final Map<String, String> WORDS =
            Resources.read("language/event-times.json", new TypeReference<>() {});
    /** What they take is a time: "during the break". */
    private static final Set<String> RELATING = list("relating");
    /** What they take is a time if its noun is one of {@link #OCCASIONS}. */
    private static final Set<String> AT = list("at");

    private static final Set<String> OCCASIONS = list("occasions");
    private static final Set<String> FEASTS = list("feasts");
    private static final Set<String> WITH = list("with");
    private static final Set<String> DELAYS = list("delays");
    private static final Set<String> EDGES = list("edges");
    /** After "on", and without an article: "on arrival". */
    private static final Set<String> HAPPENINGS = list("happenings");

    private static final Set<String> ORDERED = Set.of("request", "demand");
    private static final Set<String> ON = Set.of("on", "upon");
    private static final Set<String> THE = Set.of("the", "each", "every", "a", "an");
    /** What these take in the plural is no time: "from shifts and overtime". */
    private static final Set<String> LOOSELY = Set.of("from", "in", "on", "over");

    private static final Set<String> MEANWHILE = Set.of("as", "while");
    private static final Set<String> MOMENTS =
            Set.of("moment", "minute", "second", "instant", "time", "day", "night", "morning", "week");
    private static final Set<String> ORDINALS = Set.of("first", "last", "next");
    private static final Set<String> PEOPLE =
            Set.of("i", "we", "you", "nobody", "everyone", "everybody", "noone", "no-one", "somebody", "anybody");
    private static final Set<String> EVENTS = Set.of("when", "whenever", "if", "once");
    /** "look after", "named after", "as soon as": no times. */
    private static final Set<String> PHRASAL = Set.of("look", "looks", "looking", "looked", "named", "name", "take");

    private static final Set<String> COMPARING =
            Set.of("such", "same", "well", "soon", "much", "long", "often", "many", "far", "just");

    private final Lexicon lexicon = Lexicon.english();
    private final TokenRow row;
    private final NounWords nouns;
    private final ClauseWords clauses;
    private final DeedClause deed;

    EventTimes(TokenRow row, NounWords nouns, ClauseWords clauses) {
        this.row = row;
        this.nouns = nouns;
        this.clauses = clauses;
        this.deed = new DeedClause(row);
    }

    private static Set<String> list(String name) {
        return Resources.words(WORDS.getOrDefault(name, ""));
    }

    /** Whether words there that say when would say it of what is done. */
    boolean areOfDeed(int i) {
        return deed.includes(i);
    }

    /**
     * The place after the phrase that begins there; the same place if none does.
     *
     * @param timed whether the sentence has a time that is read
     */
    int at(int i, boolean timed) {
        int condition = timed ? condition(i) : i;
        if (condition > i) {
            return condition;
        }
        int to = IntStream.of(
                        related(i), edge(i), occasion(i, timed), meanwhile(i), definite(i), moment(i), duration(i))
                .max()
                .orElse(i);
        return to > i && areOfDeed(i) ? to : i;
    }

    /** "before the first shift", "after school", "until they answer", "prior to the audit". */
    private int related(int i) {
        int from = relation(i);
        boolean distance = row.has(i - 1) && TimeWords.isUnit(row.at(i - 1).lower());
        if (from == i || distance || row.isWord(i - 1, PHRASAL)) {
            return i;
        }
        int to = extent(from);
        return to > from ? to : i;
    }

    private int relation(int i) {
        if (row.isWord(i, RELATING)) {
            return i + 1;
        }
        boolean two = row.are(i, "prior", "to") || row.are(i, "ahead", "of") || row.are(i, "out", "of");
        boolean hours = !row.are(i, "out", "of") || row.are(i + 2, "hours");
        if (two && hours) {
            return i + 2;
        }
        boolean three = row.are(i, "in", "advance", "of") || row.are(i, "in", "time", "for");
        return three ? i + 3 : i;
    }

    /** "at the end of each shift", "in the run-up to the sale"; but not "at the end of the list". */
    private int edge(int i) {
        int at = skip(row.isWord(i, AT) || row.isWord(i, RELATING) ? i + 1 : i, THE);
        at = skip(at, Set.of("very"));
        if (at == i || !row.isWord(at, EDGES) || !(row.isWord(at + 1, Set.of("of")) || row.is(at + 1, Tag.TO))) {
            return i;
        }
        int end = extent(at + 2);
        String head = end > at + 2 ? row.at(end - 1).base() : "";
        return head.isEmpty() || lexicon.isStructure(head) || lexicon.isService(head) ? i : end;
    }

    /** "at closing time", "over Christmas", "at short notice", "with a delay", "on arrival". */
    private int occasion(int i, boolean timed) {
        boolean with = row.isWord(i, WITH);
        if (!with && !row.isWord(i, AT) && !row.isWord(i, RELATING)) {
            return i;
        }
        boolean gerund = row.has(i + 1) && row.at(i + 1).lower().endsWith("ing") && !row.is(i + 1, Tag.NOUN);
        int end = nouns.end(gerund ? i + 2 : i + 1);
        end = gerund && end == i + 2 && row.isWord(i + 1, OCCASIONS) ? i + 2 : end;
        while (end > i + 1 && row.isWord(end, DELAYS)) {
            end++;
        }
        if (end <= i + 1) {
            return i;
        }
        String head = row.at(end - 1).base();
        boolean compound = head.equals("time") && end - 1 > skip(i + 1, THE) && !row.isWord(end - 2, Set.of("real"));
        boolean bare = end == i + 2 && row.isWord(i, ON);
        boolean happens = bare && (HAPPENINGS.contains(head) || (timed && ORDERED.contains(head)));
        boolean delayed = row.isWord(i, WITH) && DELAYS.contains(head);
        boolean noticed = head.equals("notice") && (with || end > i + 2) && row.isWord(i, Set.of("at", "on", "with"));
        boolean ordinal = row.isWord(i, Set.of("at", "until", "by")) && row.isWord(skip(i + 1, THE), ORDINALS);
        boolean several = row.isWord(i, LOOSELY) && row.at(end - 1).plural();
        boolean occasion = !with
                && (FEASTS.contains(row.at(end - 1).lower()) || (!several && (OCCASIONS.contains(head) || compound)));
        return happens || delayed || noticed || occasion || ordinal ? extent(i + 1, end) : i;
    }

    /** "as the shop opens", "while the shop is open"; but not "as soon as". */
    private int meanwhile(int i) {
        boolean compares = row.isWord(i, Set.of("as")) && row.isWord(i - 1, COMPARING);
        return row.isWord(i, MEANWHILE) && !compares && isClause(i + 1) ? clauseEnd(i) : i;
    }

    /** "the moment it is ready", "every time it changes", "by the time the shop opens", "as soon as it is ready". */
    private int moment(int i) {
        int the = row.isWord(i, Set.of("by")) ? i + 1 : i;
        boolean soon = row.are(i, "as", "soon", "as") || row.are(i, "as", "long", "as");
        boolean moment = row.isWord(the, THE) && row.isWord(the + 1, MOMENTS);
        int clause = soon ? i + 3 : moment ? the + 2 : i;
        return clause > i && isClause(clause) ? clauseEnd(clause) : i;
    }

    /** "for the rest of the year"; said of people, also "for the next two weeks". */
    private int duration(int i) {
        if (!row.isWord(i, Set.of("for"))) {
            return i;
        }
        int at = skip(i + 1, THE);
        if (row.isWord(at, Set.of("rest", "remainder", "duration")) && row.isWord(at + 1, Set.of("of"))) {
            return extent(at + 2);
        }
        boolean people = row.is(i - 1, Tag.PRONOUN)
                || (row.is(i - 1, Tag.NOUN) && lexicon.isPerson(row.at(i - 1).base()));
        int unit = row.is(at + 1, Tag.NUMBER) ? at + 2 : at + 1;
        boolean next = row.isWord(at, Set.of("next", "coming", "following", "first"));
        return people && next && row.has(unit) && TimeWords.isUnit(row.at(unit).lower()) ? unit + 1 : i;
    }

    /** "when the shop opens", "when I get to work": the agent keeps nothing in which it could see that. */
    private int definite(int i) {
        if (!row.isWord(i, EVENTS) || !isClause(i + 1)) {
            return i;
        }
        int end = nouns.end(i + 1);
        boolean speaker = row.isWord(i + 1, PEOPLE);
        boolean known = end > i + 1
                && !row.isWord(i + 1, Set.of("a", "an", "any", "another", "new", "no", "some"))
                && IntStream.rangeClosed(end - 2, end - 1)
                        .filter(k -> k > i)
                        .mapToObj(k -> row.at(k).base())
                        .anyMatch(noun -> lexicon.isPlace(noun) || OCCASIONS.contains(noun) || noun.equals("work"));
        return speaker || known ? clauseEnd(i) : i;
    }

    /** "hourly when an order is late": it happens hourly, whether or not an order is. */
    private int condition(int i) {
        boolean asked = row.isWord(i - 1, Set.of("ask", "check", "tell", "show", "see"));
        return row.isWord(i, EVENTS) && !asked && isClause(i + 1) ? clauseEnd(i) : i;
    }

    /** Whether a subject and its verb stand there; "opens" may be a noun elsewhere, but not in "the shop opens". */
    private boolean isClause(int i) {
        int end = row.has(i) ? nouns.end(i) : i;
        boolean third = end > i + 1
                && row.at(end - 1).plural()
                && row.is(end - 2, Tag.NOUN)
                && !row.at(end - 2).plural()
                && lexicon.verbBase(row.at(end - 1).lower()).isPresent();
        boolean it = row.isWord(i, Set.of("it")) && row.has(i + 1) && !row.isMark(i + 1);
        return it || third || clauses.isSubject(i);
    }

    private int clauseEnd(int i) {
        int to = i + 1;
        while (to < row.size() && !row.is(to, Tag.COMMA, Tag.COLON, Tag.OPEN, Tag.CLOSE) && !beginsOther(to)) {
            to++;
        }
        return to;
    }

    private boolean beginsOther(int i) {
        return row.is(i, Tag.AND, Tag.OR) && row.is(i + 1, Tag.VERB);
    }

    /** The end of what a preposition takes: a clause, a noun with what belongs to it, or a single word. */
    private int extent(int from) {
        if (isClause(from) || row.is(from, Tag.PRONOUN)) {
            return clauseEnd(from);
        }
        int first = row.is(from, Tag.VERB, Tag.NUMBER) ? from + 1 : from;
        int noun = nouns.end(first);
        return extent(from, noun > first ? noun : first);
    }

    private int extent(int from, int end) {
        boolean more = end > from && row.isWord(end, Set.of("of"));
        int owner = more ? nouns.end(end + 1) : end;
        return owner > end + 1 ? extent(from, owner) : end;
    }

    /** Whether a noun is something that happens, and no date of the agent's. */
    boolean isOccasion(int i) {
        return row.has(i)
                && (FEASTS.contains(row.at(i).lower())
                        || OCCASIONS.contains(row.at(i).base()));
    }

    private int skip(int i, Set<String> words) {
        return row.isWord(i, words) ? i + 1 : i;
    }
}
