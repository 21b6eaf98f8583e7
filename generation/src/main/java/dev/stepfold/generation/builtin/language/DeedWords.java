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
    private static final Set<String> EITHER =
            Set.of("of", "for", "in", "on", "from", "by", "using", "through", "across", "over");
    /** Before a time, what these take can only be a time. */
    private static final Set<String> WHEN =
            Set.of("at", "during", "until", "since", "before", "after", "within", "around", "between");

    private static final Set<String> EVERY = Set.of("every", "each");
    private static final Set<String> FOR_EACH = Set.of("for", "per");
    /** Before "the last week", these say of which time the contents are. */
    private static final Set<String> COVERING = Set.of("of", "for", "from", "over");

    private static final Set<String> MANNERS = Set.of("format", "language", "currency");
    private static final Set<String> OF = Set.of("of");
    private static final Set<String> PAST = Set.of("last", "past", "previous");

    /** "capped at 10" is no time of day. */
    private static final Set<String> COUNTING = Set.of("capped", "limited", "restricted", "rounded");

    /** "in local time", "customer time" say whose clock counts. */
    private static final Set<String> CLOCKS = Set.of("time", "timezone", "zone");

    private static final Set<String> BEGINNING = Set.of("begin", "begins", "effective", "commencing");
    /** Only after these is an unknown word alone surely what is sent or how. */
    private static final Set<String> SURE_CONTENTS = Set.of("via", "about", "regarding", "into", "per");
    /** How far before a time "at" and its like are looked for. */
    private static final int MAX_WORDS = 4;

    private final Lexicon lexicon = Lexicon.english();
    private final List<Token> tokens;
    private final NounWords nouns;
    private final ClauseWords clauses;

    DeedWords(List<Token> tokens) {
        this.tokens = tokens;
        this.nouns = new NounWords(tokens);
        this.clauses = new ClauseWords(tokens, nouns);
    }

    @Override
    public int after(int from, int i) {
        int j = i;
        while (isMark(j)) {
            j++;
        }
        boolean apart = j > i || beginsClause(from);
        while (j < tokens.size() && HARMLESS.contains(tokens.get(j).lower())) {
            j++;
        }
        if (j >= tokens.size()) {
            return j;
        }
        if ((j == i && clauses.isRelative(from, j)) || (apart && clauses.limitsTime(j))) {
            return i;
        }
        if (clauses.isClause(j, apart)) {
            return tokens.size();
        }
        int to = Math.max(prepositional(j), Math.max(participle(j), object(from, j, apart)));
        return to > j ? to : j > i && HARMLESS.contains(tokens.get(j - 1).lower()) ? j : i;
    }

    @Override
    public boolean opens(int i) {
        if (i >= tokens.size() || isWord(i, EVERY)) {
            return false;
        }
        Token token = tokens.get(i);
        boolean gerund = token.lower().endsWith("ing") && token.is(Tag.NOUN);
        return gerund
                || isWord(i, BEGINNING)
                || clauses.limitsTime(i)
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
        if (past > j + 1 && isWord(j, COVERING)) {
            return past;
        }
        int end = content(j);
        if (isManner(j, end)) {
            return end;
        }
        if (end == j + 1
                || anyTime(j + 1, end)
                || (isWord(j + 1, EVERY) && !isWord(j, FOR_EACH) && !nouns.areKnown(j + 1, end))) {
            return j;
        }
        boolean ofTime = isWord(j, OF)
                && j > 0
                && isTime(j - 1)
                && !tokens.get(j - 1).lower().matches("\\d.*(m|\\d)");
        boolean thing = (nouns.areKnown(j + 1, end) && !ofTime)
                || (token.lower().equals("for") && tokens.get(end - 1).plural());
        boolean clause = token.lower().equals("as") && clauses.isSubject(j + 1);
        if (clause || (isWord(end - 1, CLOCKS) && !CONTENTS.contains(token.lower()))) {
            return j;
        }
        boolean explained = (CONTENTS.contains(token.lower()) && !isStrange(j, end))
                || (isWord(j + 1, EVERY) && isWord(j, FOR_EACH))
                || (EITHER.contains(token.lower())
                        && thing
                        && tokens.get(end - 1).is(Tag.NOUN));
        return explained ? rest(end) : j;
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
        return in && ((end == j + 2 && Languages.isOne(tokens.get(j + 1).lower())) || isWord(end - 1, MANNERS));
    }

    /** The end of a row, and of what belongs to it: "to managers and clerks of the shop". */
    private int rest(int end) {
        if (isWord(end, OF)) {
            int owner = nouns.end(end + 1);
            return owner > end + 1 && !anyTime(end + 1, owner) ? rest(owner) : end;
        }
        int next = end < tokens.size() && tokens.get(end).is(Tag.COMMA) ? end + 1 : end;
        next = next < tokens.size() && tokens.get(next).is(Tag.AND, Tag.OR) ? next + 1 : next;
        int to = next > end ? nouns.end(next) : next;
        return to > next && !anyTime(next, to) && !clauses.isSubject(next) ? rest(to) : end;
    }

    /** The end of "the last two weeks". */
    private int pastPeriod(int i) {
        int past = isWord(i, Set.of("the")) ? i + 1 : i;
        int unit = past + 1 < tokens.size() && tokens.get(past + 1).is(Tag.NUMBER) ? past + 2 : past + 1;
        return isWord(past, PAST)
                        && unit < tokens.size()
                        && TimeWords.isOne(tokens.get(unit).lower())
                ? unit + 1
                : i;
    }

    /** The end of "capped at 10", "limited to 5 per customer". */
    private int counted(int j) {
        boolean counts = isWord(j, COUNTING)
                && isWord(j + 1, Set.of("to", "at"))
                && j + 2 < tokens.size()
                && tokens.get(j + 2).lower().matches("\\d+");
        int end = j + 3;
        return !counts ? j : end < tokens.size() && prepositional(end) > end ? prepositional(end) : end;
    }

    /** The end of "filtered" in "filtered by status", and of "showing the totals". */
    private int participle(int j) {
        Token token = tokens.get(j);
        boolean passiveWord = token.lower().endsWith("ed") && !token.is(Tag.VERB);
        if (!(token.is(Tag.VERB) || passiveWord) || j + 1 >= tokens.size() || isTime(j)) {
            return j;
        }
        if (passiveWord) {
            boolean groups =
                    isMark(j - 1) && isWord(j + 1, Set.of("by", "into", "per")) && prepositional(j + 1) > j + 1;
            return groups ? j + 1 : counted(j);
        }
        int end = nouns.end(j + 1);
        boolean takes = token.lower().endsWith("ing") && !isLimit(j) && end > j + 1 && !anyTime(j + 1, end);
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
        if (end == j || anyTime(j, end) || isLimit(end - 1) || (apart && isWord(end - 1, CLOCKS))) {
            return j;
        }
        boolean sure = nouns.isDetermined(j) || nouns.areKnown(j, end);
        boolean adverb = j > from && tokens.get(j - 1).is(Tag.ADJECTIVE) && isTime(j - 1);
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

    private boolean isVerbless() {
        return IntStream.range(0, tokens.size())
                .noneMatch(i -> tokens.get(i).is(Tag.VERB) || (isMark(i) && clauses.isClause(i + 1)));
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
        int verb = end;
        while (verb < tokens.size() && tokens.get(verb).is(Tag.VERB, Tag.BE, Tag.MODAL, Tag.HAVE, Tag.ADVERB)) {
            verb++;
        }
        return end > i ? verb : i;
    }

    private boolean beginsClause(int from) {
        return from == 0 || isMark(from - 1);
    }

    @Override
    public int loose(int start, int from, int to) {
        boolean leads = to < tokens.size() && isMark(to) && clauses.isClause(to + 1);
        int number = looseNumber(start, from);
        int introduced = introduced(start, number, leads);
        int noun = nouns.start(start, number);
        if (introduced < number || number < from || noun == number) {
            return introduced;
        }
        boolean begins = noun == start || isMark(noun - 1);
        boolean strange = !nouns.areKnown(noun, from) && !nouns.isDetermined(noun);
        return begins && leads && strange ? noun : unknown(noun, from);
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
                        || (nouns.end(0) == comma && anyTime(0, comma)));
        return (condition || limit) && clauses.isClause(comma + 1) ? comma : 0;
    }

    /** The place of "at", "every" or their like a few words before, if what it takes there can be a time. */
    private int introduced(int start, int end, boolean leads) {
        boolean of = false;
        for (int k = end - 1; k >= Math.max(start, end - MAX_WORDS); k--) {
            boolean taken = k + 1 < end;
            of |= isWord(k, OF);
            if (isWord(k, WHEN) && taken) {
                return k;
            }
            if (isWord(k, EITHER) && !of && taken) {
                boolean strange = !nouns.areKnown(k + 1, end) && !nouns.isDetermined(k + 1);
                return strange || anyTime(k + 1, end) ? k : end;
            }
            if (isWord(k, EVERY) && taken) {
                boolean begins = k == start || isMark(k - 1);
                return (begins ? leads : tokens.get(k - 1).is(Tag.NOUN)) ? k : end;
            }
            boolean noun = tokens.get(k).is(Tag.NOUN, Tag.ADJECTIVE, Tag.ADVERB, Tag.NUMBER, Tag.DETERMINER);
            if (!noun && !isWord(k, OF)) {
                return end;
            }
        }
        return end;
    }

    /** The first word that no list knows, after a noun in the plural: it is not part of that noun. */
    private int unknown(int noun, int end) {
        return IntStream.range(noun + 1, end)
                .filter(i -> tokens.get(i - 1).plural() && !nouns.areKnown(i, end))
                .findFirst()
                .orElse(end);
    }

    /** Numbers and words about time that count nothing: "10 before 5". */
    private int looseNumber(int start, int from) {
        int k = from;
        boolean time = false;
        while (k > start && (tokens.get(k - 1).is(Tag.NUMBER, Tag.PREPOSITION, Tag.TO) || isTime(k - 1))) {
            k--;
            time |= tokens.get(k).is(Tag.NUMBER) || isTime(k);
        }
        boolean period = k > start && tokens.get(k - 1).is(Tag.DETERMINER, Tag.ADJECTIVE);
        return time && !period ? k : from;
    }

    private boolean isMark(int i) {
        return i >= 0
                && i < tokens.size()
                && tokens.get(i).is(Tag.AND, Tag.OR, Tag.COMMA, Tag.COLON, Tag.OPEN, Tag.CLOSE);
    }

    private boolean isWord(int i, Set<String> words) {
        return i < tokens.size() && words.contains(tokens.get(i).lower());
    }

    private boolean isTime(int i) {
        return TimeWords.isOne(tokens.get(i).lower());
    }

    private boolean anyTime(int from, int to) {
        return IntStream.range(from, to).anyMatch(this::isTime);
    }
}
