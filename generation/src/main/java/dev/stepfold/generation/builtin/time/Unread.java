package dev.stepfold.generation.builtin.time;

import java.util.Set;

/** Keeps the words of a time that nothing reads, as leftovers that a note quotes. */
final class Unread {
    private final Words words;
    private final int from;
    private final Deed deed;
    private final SpokenTime said;
    private final ClockReader clocks;
    private final DayReader days;
    private final Frequencies frequencies;
    private final VagueDays vague;
    private final Offsets offsets;
    /** Where the last of them begin and end. */
    private int lastFrom = -1;

    private int lastTo = -1;

    /**
     * The words of one time.
     *
     * @param from its first word
     */
    Unread(Words words, int from, Deed deed, SpokenTime said) {
        this.words = words;
        this.from = from;
        this.deed = deed;
        this.said = said;
        this.clocks = new ClockReader(words);
        this.days = new DayReader(words);
        this.frequencies = new Frequencies(words);
        this.vague = new VagueDays(words);
        this.offsets = new Offsets(words);
    }

    /** Keeps what the deed does not explain: one word, or all that belong to it. Returns the place after them. */
    int after(int i) {
        int start = words.skip(words.skip(i, Set.of(",", "and", "&")), Set.of("and"));
        boolean distance = offsets.at(start).isPresent();
        if (start >= words.size() || distance || words.isMark(start) || deed.after(from, i) > i) {
            return i;
        }
        boolean opens = deed.opens(start);
        int to = start + 1;
        while (opens && to < words.size() && !words.isMark(to) && !goesOn(start, to)) {
            to++;
        }
        keep(start, to);
        return to;
    }

    /** Whether another part of the time or of the deed begins there. */
    private boolean goesOn(int start, int i) {
        if (words.isIn(i, PhraseReader.LIST)) {
            return deed.after(from, i) > i;
        }
        boolean clock = words.isIn(i, PhraseReader.AT)
                && said.clocks.isEmpty()
                && clocks.at(i + 1).isPresent();
        return i > start + 1 && (clock || (!said.hasDays() && isDay(i)));
    }

    private boolean isDay(int i) {
        int at = words.skip(i + 1, PhraseReader.ARTICLES);
        boolean on = words.isIn(i, PhraseReader.ON)
                && (days.days(at).isPresent()
                        || days.months(at).isPresent()
                        || Calendar.ordinal(words.at(at)).isPresent());
        boolean row = days.days(i).filter(read -> read.value().size() > 1).isPresent();
        return on
                || row
                || words.isIn(i, Frequencies.EVERY)
                || frequencies.at(i).isPresent();
    }

    private void keep(int start, int to) {
        boolean joins = lastTo >= 0 && words.skipAll(lastTo, PhraseReader.FILLING) >= start;
        if (joins) {
            said.leftovers.removeLast();
        }
        lastFrom = joins ? lastFrom : start;
        lastTo = to;
        said.leftovers.add(words.text(lastFrom, to));
    }

    /** "tonight at 9". */
    int once(int i) {
        boolean clock = words.isIn(i + 1, PhraseReader.AT) && clocks.at(i + 2).isPresent();
        if (!clock || !words.isIn(i, Set.of("tonight", "today", "tomorrow"))) {
            return i;
        }
        keep(i, i + 1);
        said.vague = true;
        said.part = words.is(i, "tonight") ? PartOfDay.NIGHT : said.part;
        return i + 1;
    }

    /** "on odd days". */
    int vagueDays(int i) {
        int to = vague.at(i);
        if (to > i) {
            keep(i, to);
            said.vague = true;
        }
        return to;
    }
}
