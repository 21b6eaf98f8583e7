package dev.stepfold.generation.builtin.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Words of a sentence that are about time, although no time was read there. */
final class UnreadWords {
    /** These words alone may mean something that the agent keeps: "the holidays of an employee". */
    private static final Set<String> MAY_BE_KEPT =
            Set.of("holiday", "holidays", "half", "today", "yesterday", "tomorrow", "twice", "seconds", "season");

    private static final Set<String> IN = Set.of("in", "within");
    private static final Set<String> PERIODS = Set.of(
            "in",
            "during",
            "until",
            "till",
            "through",
            "throughout",
            "since",
            "from",
            "by",
            "only",
            "starting",
            "every",
            "each");
    private static final Set<String> DATING = Set.of("on", "by", "until", "till", "from", "since", "after", "before");
    private static final Set<String> OPENING = Set.of(
            "open", "opens", "close", "closes", "closed", "shut", "shuts", "work", "works", "lunch", "hours", "only");
    private static final Set<String> CONDITIONS = Set.of("when", "whenever", "if", "once", "unless");
    private static final int UNIT_NEAR = 3;

    private final Words words;
    private final boolean[] read;
    private final ClockReader clocks;
    private final VagueDays vague;
    private final VagueTimes vagueTimes;
    private final Deed deed;
    /** Whether any time was read. */
    private final boolean timed;

    UnreadWords(Words words, boolean[] read, Deed deed) {
        this.words = words;
        this.deed = deed;
        this.read = read.clone();
        this.clocks = new ClockReader(words);
        this.vague = new VagueDays(words);
        this.vagueTimes = new VagueTimes(words);
        this.timed = IntStream.range(0, read.length).anyMatch(i -> read[i]);
    }

    /** Each run of them, as written. */
    List<String> all() {
        List<String> all = new ArrayList<>();
        int end = 0;
        int i = 0;
        while (i < words.size()) {
            int run = read[i] ? i : run(i, end);
            int to = run > i ? after(i, run) : run;
            if (to > i) {
                int from = deed.loose(end, i, to);
                boolean in = from == i && i > end && isAmount(i) && words.isIn(i - 1, IN);
                all.add(words.text(in ? i - 1 : from, to));
            }
            end = to > i || read[i] ? Math.max(to, i + 1) : end;
            i = Math.max(to, i + 1);
        }
        return all;
    }

    private int run(int i, int start) {
        int days = Math.max(Math.max(recurring(i), every(i, start)), Math.max(distance(i), vague(i)));
        days = Math.max(days, Math.max(day(i, start), Math.max(seasonal(i), date(i))));
        days = Math.max(days, Math.max(untimed(i), hours(i)));
        int to = days;
        while (to < words.size() && !read[to] && isAboutTime(to) && (to > i || !words.isIn(to, MAY_BE_KEPT))) {
            to++;
        }
        boolean counted = words.at(i - 1).endsWith("ed") && deed.after(start, i - 1) > i;
        boolean clock = to > i ? words.isIn(to, Set.of("at", "by", "@")) : words.is(i, "at") && !counted;
        return clock
                ? clocks.at(to + 1)
                        .map(ClockReader.Written::to)
                        .filter(clocks::isFree)
                        .orElse(to)
                : to;
    }

    /** The place after the words that follow and that belong to nothing else. */
    private int after(int from, int i) {
        int to = i;
        while (to < words.size() && !read[to] && !words.isMark(to) && deed.after(from, to) == to) {
            to++;
        }
        return to;
    }

    /** "from time to time", "before the first shift": said of the deed, and up to the next time that is read. */
    private int untimed(int i) {
        int hedge = vagueTimes.hedge(i);
        boolean beside = hedge > i && ((i > 0 && read[i - 1]) || (hedge < read.length && read[hedge]));
        int vague = beside ? hedge : vagueTimes.at(i);
        int to = Math.max(beside || (vague > i && deed.isSaidOfIt(i)) ? vague : i, deed.event(i, timed));
        return IntStream.range(i, to).filter(k -> read[k]).findFirst().orElse(to);
    }

    /** "from 12 to 2", where something opens or closes. */
    private int hours(int i) {
        boolean range = words.isIn(i, Set.of("from", "between"))
                && Calendar.number(words.at(i + 1)).isPresent()
                && words.isIn(i + 2, Set.of("to", "and", "until", "till", "-"))
                && Calendar.number(words.at(i + 3)).isPresent();
        boolean opening = range && IntStream.range(0, words.size()).anyMatch(k -> words.isIn(k, OPENING));
        return opening && !read[i + 1] && !read[i + 3] ? i + 4 : i;
    }

    /** "every sprint" at the end of a clause, where it is not what the verb is about. */
    private int every(int i, int start) {
        if (!words.isIn(i, Frequencies.EVERY)) {
            return i;
        }
        int to = i + 1;
        while (to < words.size() && to <= i + UNIT_NEAR && !words.isMark(to) && !read[to]) {
            to++;
        }
        boolean ends = to > i + 1 && (to == words.size() || words.isMark(to));
        return ends && deed.loose(start, to, to) == i ? to : i;
    }

    /** "two working days before", "an hour and a half before", "in two weeks", "3 hours from now". */
    private int distance(int i) {
        if (!isAmount(i)) {
            return i;
        }
        for (int k = i + 1; k <= i + UNIT_NEAR && k < words.size() && !read[k]; k++) {
            if (Calendar.unit(words.at(k)).isPresent()) {
                return Math.max(Math.max(directed(i, k + 1), once(i, k + 1)), lasting(i, k + 1));
            }
        }
        return i;
    }

    private boolean isAmount(int i) {
        return Calendar.number(words.at(i)).isPresent() || Calendar.startsWithDigit(words.at(i));
    }

    private int directed(int i, int from) {
        for (int k = from; k <= from + UNIT_NEAR && k < words.size() && !read[k] && !words.isMark(k); k++) {
            if (words.isIn(k, Offsets.DIRECTIONS)) {
                return k + 1;
            }
        }
        return i;
    }

    /** A distance from now is no date of the agent's. */
    private int once(int i, int end) {
        boolean in = words.isIn(i - 1, IN) && (end >= words.size() || words.isMark(end));
        return words.are(end, "from", "now") ? end + 2 : in ? end : i;
    }

    /** "when a member has not come for 30 days": nothing counts how long something has not happened. */
    private int lasting(int i, int end) {
        boolean lasts = words.is(i - 1, "for");
        for (int k = i - 2; lasts && k >= 0 && !words.isMark(k); k--) {
            if (words.isIn(k, CONDITIONS)) {
                return end;
            }
        }
        return i;
    }

    /** "on Thanksgiving": a day that no list knows, at the end of a clause. */
    private int day(int i, int start) {
        if (!words.is(i, "on")) {
            return i;
        }
        int to = words.endOfClause(i);
        boolean ends = to > i + 1
                && (to == words.size() || words.isMark(to))
                && TimeZones.anywhere(words, i + 1).isEmpty();
        return ends && to <= i + UNIT_NEAR + 1 && deed.loose(start, to, to) == i ? to : i;
    }

    /** "in winter", "until March": a part of the year. */
    private int seasonal(int i) {
        int at = words.skipAll(i + 1, Set.of("the", "early", "late", "mid", "every", "each"));
        boolean named =
                TimeWords.isSeason(words.at(at)) || Calendar.month(words.at(at)).isPresent();
        return named && words.isIn(i, PERIODS) && !read[at] ? at + 1 : i;
    }

    /** "by the 28th". */
    private int date(int i) {
        boolean date = words.is(i + 1, "the")
                && words.isIn(i, DATING)
                && Calendar.startsWithDigit(words.at(i + 2))
                && Calendar.ordinal(words.at(i + 2)).isPresent()
                && !words.isIn(i + 3, DateReader.NO_DATES);
        return date && !read[i + 2] ? i + 3 : i;
    }

    private int vague(int i) {
        int to = vague.at(i);
        return IntStream.range(i, to).anyMatch(k -> read[k]) ? i : to;
    }

    private boolean isAboutTime(int i) {
        boolean shortDay = Calendar.weekday(words.at(i)).isPresent()
                && Character.isUpperCase(words.written().get(i).charAt(0))
                && (i + 1 == words.size() || words.isMark(i + 1));
        return shortDay || TimeWords.isSure(words.at(i)) || clocks.looksLikeOne(i);
    }

    /** "every 1.5 hours": "every" and a unit of time, with something between them that is not read. */
    private int recurring(int i) {
        if (!words.isIn(i, Frequencies.EVERY)) {
            return i;
        }
        for (int k = i + 1; k <= i + UNIT_NEAR && k < words.size() && !read[k]; k++) {
            boolean number = words.at(k - 1).matches("\\d.*")
                    || Calendar.numberWord(words.at(k - 1)).isPresent();
            if (number
                    && (Calendar.unit(words.at(k)).isPresent()
                            || words.isIn(k, Set.of("second", "seconds", "years")))) {
                return k + 1;
            }
        }
        return i;
    }
}
