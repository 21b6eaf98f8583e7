package dev.stepfold.generation.builtin.time;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads distances from a date: "three days before", "a week in advance", "older than 90 days". */
final class Offsets {
    private static final Set<String> BEFORE = Set.of("before", "prior", "ahead", "earlier");
    private static final Set<String> AFTER = Set.of("after", "later", "past");
    static final Set<String> DIRECTIONS = Set.of("before", "after", "prior");
    /** "more than 30 days ago". */
    private static final Set<String> AGED = Set.of("ago", "old", "late", "overdue");

    private static final Set<String> ONE_PART = Set.of("morning", "afternoon", "evening", "night");
    private static final Set<String> PARTS = Set.of("half", "quarter", "quarters", "third", "thirds");
    /** Before a distance, these say that it is not exactly that one. */
    private static final Set<String> LIMITS = Set.of(
            "least",
            "most",
            "than",
            "within",
            "every",
            "each",
            "from",
            "about",
            "around",
            "roughly",
            "approximately",
            "until");

    private final Words words;

    Offsets(Words words) {
        this.words = words;
    }

    Optional<Read<When.Offset>> at(int i) {
        return olderThan(i).or(() -> fraction(i)).or(() -> whole(i)).or(() -> partOfDay(i));
    }

    /**
     * A direction.
     *
     * @param to the place after it
     */
    private record Direction(boolean before, int to) {}

    private Optional<Direction> direction(int i, When.Unit unit) {
        boolean advance = words.are(i, "in", "advance");
        boolean before = words.isIn(i, BEFORE) || advance;
        boolean hour = words.isIn(i + 1, Set.of("the", "every", "each")) && words.is(i + 2, "hour");
        boolean pastTheHour = unit == When.Unit.MINUTE && (words.is(i, "past") || hour);
        boolean directed = (before || words.isIn(i, AFTER)) && !pastTheHour;
        int to = advance || words.are(i, "prior", "to") ? i + 2 : i + 1;
        return directed ? Optional.of(new Direction(before, to)) : Optional.empty();
    }

    /** "half a day before", "1.5 hours before": in the next smaller unit, if that can say it. */
    private Optional<Read<When.Offset>> fraction(int i) {
        boolean half = words.is(i, "half") && words.isIn(i + 1, Set.of("a", "an"));
        boolean decimal = words.at(i).matches("\\d{1,4}\\.\\d");
        int at = half ? i + 2 : i + 1;
        if (!half && !decimal) {
            return Optional.empty();
        }
        double amount = half ? 0.5 : Double.parseDouble(words.at(i));
        Optional<When.Unit> unit = Calendar.unit(words.at(at));
        if (unit.isEmpty() || !(unit.get() == When.Unit.HOUR || unit.get() == When.Unit.DAY)) {
            return Optional.empty();
        }
        boolean hour = unit.get() == When.Unit.HOUR;
        double smaller = amount * (hour ? 60 : 24);
        return direction(at + 1, unit.get())
                .filter(_ -> smaller >= 1 && smaller == Math.rint(smaller))
                .map(way -> offset(
                        (int) smaller, hour ? When.Unit.MINUTE : When.Unit.HOUR, way.before(), i, way.to(), List.of()));
    }

    private Optional<Read<When.Offset>> whole(int i) {
        if (isPart(i)) {
            return Optional.empty();
        }
        boolean several = false;
        int at = i;
        OptionalInt amount = number(at);
        while (amount.isPresent()) {
            int end = at + (words.at(at).equals(Numbers.joined(words, at)) ? 1 : 2);
            Optional<When.Unit> unit = Calendar.unit(words.at(end));
            Optional<Direction> way = unit.flatMap(it -> direction(end + 1, it));
            if (unit.isPresent() && way.isPresent()) {
                return Optional.of(offset(
                        amount.getAsInt(),
                        unit.get(),
                        way.get().before(),
                        i,
                        way.get().to(),
                        several
                                ? List.of(severalNote(i, at, way.get().to()))
                                : limits(i, way.get().to())));
            }
            int list = unit.isPresent() ? end + 1 : end;
            at = words.skipAll(list, PhraseReader.LIST);
            several = true;
            amount = at == list ? OptionalInt.empty() : number(at);
        }
        return Optional.empty();
    }

    /** Whether a number is part of something else: "quarter of an hour before", "2 5 days before". */
    private boolean isPart(int i) {
        return words.isIn(words.is(i - 1, "of") ? i - 2 : i - 1, PARTS)
                || Numbers.isTens(words.at(i - 1))
                || (Calendar.startsWithDigit(words.at(i - 1)) && Calendar.startsWithDigit(words.at(i)));
    }

    private OptionalInt number(int i) {
        return Calendar.number(Numbers.joined(words, i));
    }

    private String severalNote(int from, int last, int to) {
        return "\"" + words.text(from, to) + "\" names several distances; only \"" + words.text(last, to)
                + "\" was taken.";
    }

    /** "at least 3 days before" is more than one distance. */
    private List<String> limits(int i, int to) {
        boolean upTo = words.are(i - 2, "up", "to");
        return upTo || words.isIn(i - 1, LIMITS)
                ? List.of(
                        "\"" + words.text(upTo ? i - 2 : i - 1, to) + "\" was taken for \"" + words.text(i, to) + "\".")
                : List.of();
    }

    /** "after 30 days", "older than 90 days", "for more than a week". */
    private Optional<Read<When.Offset>> olderThan(int i) {
        Optional<Read<When.Offset>> age = age(i);
        if (age.isPresent()) {
            return age;
        }
        boolean than = words.isIn(i, Set.of("older", "more", "longer")) && words.is(i + 1, "than");
        int number = words.is(i, "after") ? i + 1 : i + 2;
        OptionalInt amount = number(number);
        int end = number + (words.at(number).equals(Numbers.joined(words, number)) ? 1 : 2);
        Optional<When.Unit> unit = Calendar.unit(words.at(end));
        boolean fits = (than || words.is(i, "after")) && amount.isPresent() && unit.isPresent();
        int to = than ? words.skip(end + 1, AGED) : end + 1;
        return fits ? Optional.of(offset(amount.getAsInt(), unit.get(), false, i, to, List.of())) : Optional.empty();
    }

    /** "ten days old". */
    private Optional<Read<When.Offset>> age(int i) {
        OptionalInt amount = number(i);
        int end = i + (words.at(i).equals(Numbers.joined(words, i)) ? 1 : 2);
        Optional<When.Unit> unit = Calendar.unit(words.at(end));
        return amount.isPresent() && unit.isPresent() && words.is(end + 1, "old") && !isPart(i)
                ? Optional.of(offset(amount.getAsInt(), unit.get(), false, i, end + 2, limits(i, end + 2)))
                : Optional.empty();
    }

    /** "the evening before", "the morning after": a day's distance, at the usual hour of that part of the day. */
    private Optional<Read<When.Offset>> partOfDay(int i) {
        int at = words.skip(i, Set.of("the"));
        Optional<PartOfDay> part = PartOfDay.of(words.at(at)).filter(_ -> ONE_PART.contains(words.at(at)));
        boolean before = words.is(at + 1, "before");
        boolean directed = before || words.is(at + 1, "after");
        if (part.isEmpty()
                || !directed
                || at == i
                || new ClockReader(words).at(at + 2).isPresent()) {
            return Optional.empty();
        }
        ClockTime clock = part.get().usual();
        String phrase = words.text(i, at + 2).toLowerCase(Locale.ROOT);
        String note = "\"" + phrase + "\" was taken for one day " + words.at(at + 1) + ", at " + clock.hour() + ":00.";
        String cron = Cron.daily(clock.hour(), 0).toString();
        return Optional.of(
                new Read<>(new When.Offset(1, When.Unit.DAY, before, cron, null, phrase, List.of(note)), at + 2));
    }

    private Read<When.Offset> offset(int amount, When.Unit unit, boolean before, int from, int to, List<String> notes) {
        String phrase = words.text(from, to);
        String lower = Character.toLowerCase(phrase.charAt(0)) + phrase.substring(1);
        return new Read<>(new When.Offset(amount, unit, before, lower, notes), to);
    }
}
