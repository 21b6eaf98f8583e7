package dev.stepfold.generation.builtin.time;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/** Reads when something does not happen: "except Sunday", "but not on weekends", "excluding August". */
final class Exceptions {
    private static final Set<String> SURE = Set.of("except", "excepting", "excluding", "besides", "barring");
    private static final Set<String> ONLY_BEFORE_DAYS =
            Set.of("but", "not", "never", "without", "no", "save", "minus", "bar", "skip", "skipping", "omitting");
    private static final Set<String> LINKS =
            Set.of("for", "on", "in", "the", "during", "any", "all", "every", "each", "not", "never", "a");

    private final Words words;
    private final DayReader days;

    Exceptions(Words words, DayReader days) {
        this.words = words;
        this.days = days;
    }

    /** Adds the exception that begins there; one that is not understood becomes a leftover. */
    int read(int i, SpokenTime said) {
        int start = words.skip(i, Set.of(","));
        boolean two = words.are(start, "apart", "from")
                || words.are(start, "other", "than")
                || words.are(start, "aside", "from");
        boolean sure = two || words.isIn(start, SURE) || words.are(start, "but", "not");
        if (!sure && !words.isIn(start, ONLY_BEFORE_DAYS)) {
            return i;
        }
        int at = start + (two ? 2 : 1);
        while (words.isIn(at, LINKS)) {
            at++;
        }
        int to = excepted(at, said);
        if (to > at) {
            return to;
        }
        boolean named = sure || days.days(at).isPresent();
        return named ? leftover(i, start, at, said) : i;
    }

    private int excepted(int at, SpokenTime said) {
        Optional<Read<NavigableSet<Integer>>> weekdays = days.days(at);
        Optional<Read<NavigableSet<Integer>>> months = days.months(at);
        Optional<Read<NavigableSet<Integer>>> read = weekdays.or(() -> months);
        if (read.isEmpty() || isNarrowed(read.get().to())) {
            return at;
        }
        (weekdays.isPresent() ? said.notDays : said.notMonths).addAll(read.get().value());
        return read.get().to();
    }

    /** Whether more words follow that make the exception smaller: "except Sunday mornings", "except Sundays in August". */
    private boolean isNarrowed(int i) {
        boolean month = words.isIn(i, Set.of("in", "during", "of"))
                && Calendar.month(words.at(i + 1)).isPresent();
        boolean date = words.at(i).matches("\\d{1,2}(st|nd|rd|th)?");
        boolean part = PartOfDay.of(words.at(i)).isPresent()
                || (words.are(i, "in", "the") && PartOfDay.of(words.at(i + 2)).isPresent());
        return month || date || part;
    }

    private int leftover(int i, int start, int at, SpokenTime said) {
        int to = words.endOfClause(at);
        if (to == start) {
            return i;
        }
        said.leftovers.add(words.text(start, to));
        return to;
    }
}
