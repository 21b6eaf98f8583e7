package dev.stepfold.generation.builtin.language;

import dev.stepfold.generation.builtin.time.Deed;
import dev.stepfold.generation.builtin.time.Languages;
import dev.stepfold.generation.builtin.time.TimeWords;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Explains the words beside a time by what the sentence says is done: a clause of its own, the object of the verb before
 * the time, and prepositions with what they take, such as a recipient. An unknown word is explained only where the
 * grammar leaves no doubt that it is no time: "to Miriam", "with the blurb", but not "at 5 pm Miriam".
 */
final class DeedWords implements Deed {
    /** These do not change when something happens. */
    private static final Set<String> HARMLESS = Set.of(
            "also",
            "just",
            "too",
            "please",
            "automatically",
            "always",
            "simply",
            "together",
            "online",
            "manually",
            "directly",
            "then");
    /** What they take is never a time, unless its words are about time. */
    private static final Set<String> CONTENTS =
            Set.of("to", "with", "without", "via", "about", "regarding", "including", "into", "as", "per");
    /** What they take may be a time, a place that means a time zone, or something else. */
    static final Set<String> EITHER =
            Set.of("of", "for", "in", "on", "from", "by", "using", "through", "across", "over");

    private static final Set<String> TIMING = Set.of("at", "on", "every", "each");
    private static final Set<String> EVERY = Set.of("every", "each");
    private static final Set<String> FOR_EACH = Set.of("for", "per");
    /** Before "the last week", these say of which time the contents are. */
    private static final Set<String> COVERING = Set.of("of", "for", "from", "over");

    private static final Set<String> MANNERS = Set.of("format", "language", "currency");
    private static final Set<String> OF = Set.of("of");
    private static final Set<String> PAST = Set.of("last", "past", "previous");

    /** "to fuel up". */
    private static final Set<String> PARTICLES = Set.of("up", "out", "off", "down", "over", "back");

    /** "capped at 10" is no time of day. */
    private static final Set<String> COUNTING = Set.of("capped", "limited", "restricted", "rounded");

    /** "in local time", "customer time" say whose clock counts. */
    private static final Set<String> CLOCKS = Set.of("time", "timezone", "zone");

    private static final Set<String> BEGINNING = Set.of("begin", "begins", "effective", "commencing");
    /** Only after these is an unknown word alone surely what is sent or how. */
    private static final Set<String> SURE_CONTENTS = Set.of("via", "about", "regarding", "into", "per");

    private final Lexicon lexicon = Lexicon.english();
    private final List<Token> tokens;
    private final TokenRow row;
    private final NounWords nouns;
    private final ClauseWords clauses;
    private final LooseWords loose;
    private final EventTimes events;

    DeedWords(List<Token> tokens) {
        this.tokens = tokens;
        this.row = new TokenRow(tokens);
        this.nouns = new NounWords(tokens);
        this.clauses = new ClauseWords(tokens, nouns);
        this.loose = new LooseWords(row, nouns, clauses);
        this.events = new EventTimes(row, nouns, clauses);
    }

    @Override
    public int after(int from, int i) {
        int j = i;
        while (row.isMark(j)) {
            j++;
        }
        boolean apart = j > i || beginsClause(from);
        while (j < tokens.size() && HARMLESS.contains(tokens.get(j).lower())) {
            j++;
        }
        boolean asWell = row.are(j, "as", "well") && !row.are(j + 2, "as");
        if (j >= tokens.size() || asWell) {
            return asWell ? j + 2 : j;
        }
        if ((j == i && clauses.isRelative(from, j)) || (apart && clauses.limitsTime(j))) {
            return i;
        }
        if (clauses.isClause(j, apart)) {
            return tokens.size();
        }
        int to = Math.max(
                prepositional(j), Math.max(participle(j), Math.max(object(from, j, apart), furtherObject(i, j))));
        return to > j ? to : j > i && HARMLESS.contains(tokens.get(j - 1).lower()) ? j : i;
    }

    @Override
    public boolean opens(int i) {
        if (i >= tokens.size() || row.isWord(i, EVERY)) {
            return false;
        }
        Token token = tokens.get(i);
        boolean gerund = token.lower().endsWith("ing") && token.is(Tag.NOUN);
        return gerund
                || row.isWord(i, BEGINNING)
                || clauses.limitsTime(i)
                || events.at(i, true) > i
                || token.is(Tag.PREPOSITION, Tag.TO, Tag.MARKER, Tag.VERB, Tag.MODAL, Tag.DETERMINER, Tag.ADJECTIVE);
    }

    private int prepositions(int j) {
        int to = prepositional(j);
        return to > j && to < tokens.size() ? prepositions(to) : to;
    }

    /** The end of "to the manager", "in Slack", "of the last week". */
    private int prepositional(int j) {
        Token token = tokens.get(j);
        boolean takes = token.is(Tag.PREPOSITION, Tag.TO) || token.lower().equals("including");
        if (!takes || j + 1 >= tokens.size()) {
            return j;
        }
        if (tokens.get(j + 1).is(Tag.PRONOUN)) {
            return CONTENTS.contains(token.lower()) || token.lower().equals("for") ? j + 2 : j;
        }
        int past = pastPeriod(j + 1);
        if (past > j + 1 && row.isWord(j, COVERING)) {
            return past;
        }
        int end = content(j);
        if (isManner(j, end)) {
            return end;
        }
        boolean described = row.isWord(j, SURE_CONTENTS) && end > j + 1 && !row.isTime(end - 1);
        if (end == j + 1
                || (row.anyTime(j + 1, end) && !described)
                || (row.isWord(j + 1, EVERY) && !row.isWord(j, FOR_EACH) && !nouns.areKnown(j + 1, end))) {
            return j;
        }
        boolean ofTime = row.isWord(j, OF)
                && j > 0
                && row.isTime(j - 1)
                && !tokens.get(j - 1).lower().matches("\\d.*(m|\\d)");
        boolean thing = (nouns.areKnown(j + 1, end) && !ofTime)
                || (token.lower().equals("for") && tokens.get(end - 1).plural());
        boolean clause = token.lower().equals("as") && clauses.isSubject(j + 1);
        if (clause || (row.isWord(end - 1, CLOCKS) && !CONTENTS.contains(token.lower()))) {
            return j;
        }
        boolean explained = (CONTENTS.contains(token.lower()) && !isStrange(j, end))
                || (row.isWord(j + 1, EVERY) && row.isWord(j, FOR_EACH))
                || (EITHER.contains(token.lower())
                        && thing
                        && tokens.get(end - 1).is(Tag.NOUN));
        int to = row.is(j, Tag.TO) && row.isWord(end, PARTICLES) ? end + 1 : end;
        return explained ? rest(to) : j;
    }

    /** The end of what a preposition takes; after "including", "totals" is no verb. */
    private int content(int j) {
        int end = nouns.end(j + 1);
        Token next = tokens.get(j + 1);
        boolean noun = end == j + 1
                && CONTENTS.contains(tokens.get(j).lower())
                && next.is(Tag.VERB)
                && next.lower().endsWith("s");
        return noun ? j + 2 : end;
    }

    /** "to sundown", "with snow": one word that nothing shows to be a name, a person or a thing. */
    private boolean isStrange(int j, int end) {
        Token word = tokens.get(j + 1);
        return end == j + 2
                && !SURE_CONTENTS.contains(tokens.get(j).lower())
                && !nouns.isKnown(j + 1)
                && !word.plural()
                && Character.isLowerCase(word.text().charAt(0));
    }

    /** "in English", "in PDF format": how it is done. */
    private boolean isManner(int j, int end) {
        boolean in = tokens.get(j).lower().equals("in") && end > j + 1;
        return in && ((end == j + 2 && Languages.isOne(tokens.get(j + 1).lower())) || row.isWord(end - 1, MANNERS));
    }

    /** The end of a row, and of what belongs to it: "to managers and clerks of the shop". */
    private int rest(int end) {
        if (row.isWord(end, OF)) {
            int owner = nouns.end(end + 1);
            return owner > end + 1 && !row.anyTime(end + 1, owner) ? rest(owner) : end;
        }
        int next = end < tokens.size() && tokens.get(end).is(Tag.COMMA) ? end + 1 : end;
        next = next < tokens.size() && tokens.get(next).is(Tag.AND, Tag.OR) ? next + 1 : next;
        int to = next > end ? nouns.end(next) : next;
        return to > next && !row.anyTime(next, to) && !clauses.isSubject(next) ? rest(to) : end;
    }

    /** The end of "the last two weeks". */
    private int pastPeriod(int i) {
        int past = row.isWord(i, Set.of("the")) ? i + 1 : i;
        int unit = past + 1 < tokens.size() && tokens.get(past + 1).is(Tag.NUMBER) ? past + 2 : past + 1;
        return row.isWord(past, PAST)
                        && unit < tokens.size()
                        && TimeWords.isOne(tokens.get(unit).lower())
                ? unit + 1
                : i;
    }

    /** The end of "capped at 10", "limited to 5 per customer". */
    private int counted(int j) {
        boolean counts = row.isWord(j, COUNTING)
                && row.isWord(j + 1, Set.of("to", "at"))
                && j + 2 < tokens.size()
                && tokens.get(j + 2).lower().matches("\\d+");
        int end = j + 3;
        return !counts ? j : end < tokens.size() && prepositional(end) > end ? prepositional(end) : end;
    }

    /** The end of "filtered" in "filtered by status", and of "showing the totals". */
    private int participle(int j) {
        Token token = tokens.get(j);
        boolean passiveWord = token.lower().endsWith("ed") && !token.is(Tag.VERB);
        if (!(token.is(Tag.VERB) || passiveWord) || j + 1 >= tokens.size() || row.isTime(j)) {
            return j;
        }
        if (passiveWord) {
            boolean groups =
                    row.isMark(j - 1) && row.isWord(j + 1, Set.of("by", "into", "per")) && prepositional(j + 1) > j + 1;
            return groups ? j + 1 : counted(j);
        }
        int end = nouns.end(j + 1);
        boolean takes = token.lower().endsWith("ing") && !isLimit(j) && end > j + 1 && !row.anyTime(j + 1, end);
        boolean passive =
                !token.lower().equals(token.base()) && !token.lower().endsWith("ing") && prepositional(j + 1) > j + 1;
        return takes ? end : passive ? j + 1 : j;
    }

    /** "starting" and "ending" say when. */
    private boolean isLimit(int i) {
        String word = tokens.get(i).lower();
        return word.endsWith("ing")
                && lexicon.verbBase(word)
                        .filter(Set.of("start", "end")::contains)
                        .isPresent();
    }

    /** The end of a noun that is what the deed is about: "a weekly report", "send every Monday a report". */
    private int object(int from, int j, boolean apart) {
        int end = nouns.end(j);
        if (end == j || row.anyTime(j, end) || isLimit(end - 1) || (apart && row.isWord(end - 1, CLOCKS))) {
            return j;
        }
        boolean sure = nouns.isDetermined(j) || nouns.areKnown(j, end);
        boolean adverb = j > from && tokens.get(j - 1).is(Tag.ADJECTIVE) && row.isTime(j - 1);
        boolean described = adverb && isDescribed(j - 1);
        boolean initial = beginsClause(from) && isVerbless();
        boolean wanted = isVerbOnly(from) || (apart && nouns.areKnown(j, end)) || (initial && nouns.isKnown(end - 1));
        return described
                        || (initial && adverb && j == from + 1)
                        || (sure && wanted)
                        || (initial && nouns.isKnown(end - 1))
                        || isSecond(j, end)
                ? rest(end)
                : j;
    }

    /** ", the penguins at 11": after a mark, a further object of the verb, with a time of its own. */
    private int furtherObject(int i, int j) {
        int end = nouns.end(j);
        boolean timed = end + 1 < tokens.size()
                && row.isWord(end, TIMING)
                && (tokens.get(end + 1).is(Tag.NUMBER) || row.isTime(end + 1));
        boolean object = j > i && end > j && nouns.isDetermined(j) && !row.anyTime(j, end) && !isVerbless();
        return object && timed ? end : j;
    }

    private boolean isVerbless() {
        return IntStream.range(0, tokens.size())
                .noneMatch(i -> tokens.get(i).is(Tag.VERB) || (row.isMark(i) && clauses.isClause(i + 1)));
    }

    /** "email customers every Monday a reminder". */
    private boolean isSecond(int j, int end) {
        return nouns.isDetermined(j) && lexicon.isService(tokens.get(end - 1).base());
    }

    /** Whether the word before "weekly" leads to a noun after it. */
    private boolean isDescribed(int from) {
        return from > 0
                && tokens.get(from - 1)
                        .is(Tag.DETERMINER, Tag.POSSESSIVE, Tag.ADJECTIVE, Tag.PREPOSITION, Tag.TO, Tag.VERB, Tag.HAVE);
    }

    /** Whether the words before a time are a verb that has no object yet. */
    private boolean isVerbOnly(int from) {
        int k = from - 1;
        while (k >= 0 && tokens.get(k).is(Tag.ADVERB, Tag.MARKER, Tag.PRONOUN, Tag.TO)) {
            k--;
        }
        return k >= 0 && tokens.get(k).is(Tag.VERB, Tag.HAVE);
    }

    @Override
    public int anchor(int i) {
        int end = i < tokens.size() && tokens.get(i).is(Tag.PRONOUN) ? i + 1 : nouns.end(i);
        if (end > i && events.isOccasion(end - 1)) {
            return i;
        }
        int verb = end;
        while (verb < tokens.size() && tokens.get(verb).is(Tag.VERB, Tag.BE, Tag.MODAL, Tag.HAVE, Tag.ADVERB)) {
            verb++;
        }
        return end > i ? verb : i;
    }

    private boolean beginsClause(int from) {
        return from == 0 || row.isMark(from - 1);
    }

    @Override
    public boolean isWatching(int i) {
        int verb = i - 1;
        while (verb >= 0 && !tokens.get(verb).is(Tag.VERB)) {
            verb--;
        }
        return verb >= 0
                && lexicon.kindsOf(tokens.get(verb).base()).stream()
                        .anyMatch(Set.of(VerbKind.READ, VerbKind.REPORT)::contains);
    }

    @Override
    public int loose(int start, int from, int to) {
        return loose.before(start, from, to);
    }

    @Override
    public int event(int i, boolean timed) {
        return events.at(i, timed);
    }

    @Override
    public boolean isSaidOfIt(int i) {
        return events.areOfDeed(i);
    }

    @Override
    public int lead(int end) {
        int comma = 0;
        while (comma < end && !tokens.get(comma).is(Tag.COMMA)) {
            comma++;
        }
        if (comma >= end) {
            return 0;
        }
        Token first = tokens.getFirst();
        boolean event = clauses.isEvent(0);
        boolean condition = first.is(Tag.MARKER) && !event && after(comma, 0) == 0;
        boolean does =
                IntStream.range(0, comma).anyMatch(i -> tokens.get(i).is(Tag.VERB, Tag.HAVE, Tag.BE) && !isLimit(i));
        boolean limit = !does
                && (isLimit(0)
                        || (first.is(Tag.PREPOSITION) && prepositions(0) < comma)
                        || (nouns.end(0) == comma && row.anyTime(0, comma)));
        return (condition || limit) && clauses.isClause(comma + 1) ? comma : 0;
    }
}
