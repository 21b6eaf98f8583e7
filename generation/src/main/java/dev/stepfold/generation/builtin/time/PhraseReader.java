package dev.stepfold.generation.builtin.time;

import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads the words of one time, element after element, in whatever order they stand: how often, on which days, at what
 * time, in which time zone, except when. Words about time that are no element are kept as leftovers, so that each is
 * either used or named.
 *
 * <p>An element's method takes the place where it may begin, adds what it reads to {@link SpokenTime}, and returns the
 * place after it; the same place if it does not begin there.
 */
final class PhraseReader {
    static final Set<String> AT =
            Set.of("at", "by", "around", "about", "approximately", "roughly", "circa", "say", "@");
    static final Set<String> ON = Set.of("on", "every", "each", "only", "all", "any");
    static final Set<String> ARTICLES = Set.of("the", "a", "an");
    private static final Set<String> JOINING = Set.of(",", "and", "&", "(", "but", "always", "then", ":");
    private static final Set<String> APART = Set.of(",", "(");
    static final Set<String> FILLING = Set.of("only", "sharp", "exactly", "precisely", ")", "long");
    /** These lead to another time. */
    static final Set<String> LINKS = Set.of(",", ";", "(", "/", "and", "&", "or", "but", "then", "plus", "also");
    /** After these, a time is not that of the days before, but that of its own days. */
    static final Set<String> OTHER = Set.of("or", "but");

    static final Set<String> LIST = Set.of("and", ",", "&", "or");

    /** Plain numbers above this one are hours of a clock with 24 of them, and so are those beside them: "at 6 and 18". */
    private static final int HALF_A_DAY = 12;

    /** After a day, "18.00" is no number. */
    private static final Pattern DOTTED = Pattern.compile("([01]?\\d|2[0-3])\\.[0-5]\\d");

    private final Words words;
    private final ClockReader clocks;
    private final DayReader days;
    private final Frequencies frequencies;
    private final DateReader dates;
    private final HourReader hours;
    private final Exceptions exceptions;
    private final PartReader parts;
    private final AddedDays added;
    private final Unread unread;
    private final Deed deed;
    private final SpokenTime said = new SpokenTime();
    private final int from;
    /** Whether this is only a look at the words after another time; it looks no further itself. */
    private final boolean ahead;
    /** Whether it goes on after "and" with another time of day, which may then be a plain number: "and 9 on Sundays". */
    private final boolean continues;

    /** Times of which only the hour is written. */
    private final Set<ClockTime> plain = new HashSet<>();

    private PhraseReader(Words words, int from, Deed deed, boolean ahead, boolean continues) {
        this.words = words;
        this.from = from;
        this.deed = deed;
        this.ahead = ahead;
        this.continues = continues;
        this.clocks = new ClockReader(words);
        this.days = new DayReader(words);
        this.frequencies = new Frequencies(words);
        this.dates = new DateReader(words, said);
        this.hours = new HourReader(words, clocks, said);
        this.exceptions = new Exceptions(words, days);
        this.parts = new PartReader(words, clocks, said, this::clock);
        this.added = new AddedDays(words, days, clocks, said);
        this.unread = new Unread(words, from, deed, said);
    }

    /**
     * The time that begins there.
     *
     * @param continues whether it stands directly after a time of day and "and" or its like
     */
    static Optional<Read<SpokenTime>> read(Words words, int from, Deed deed, boolean continues) {
        return read(words, from, deed, false, continues);
    }

    private static Optional<Read<SpokenTime>> read(Words words, int from, Deed deed, boolean ahead, boolean continues) {
        PhraseReader reader = new PhraseReader(words, from, deed, ahead, continues);
        int to = reader.all();
        boolean clock = reader.said.isClockOnly() || reader.said.isClockOfMonths();
        boolean time = reader.said.recurs || (clock && reader.isIntroduced());
        return to > from && time ? Optional.of(new Read<>(reader.said, to)) : Optional.empty();
    }

    /** A time of day alone is one after "at", or "to" as in "move it to 5 pm": "9:00" may as well be a value. */
    private boolean isIntroduced() {
        boolean moved = words.is(from - 1, "to") && !clocks.looksLikeOne(from - 2);
        return said.partSaysWhen
                || said.vague
                || (words.isIn(from, AT) && clocks.sureAt(from + 1).isPresent())
                || (words.isIn(from, AT)
                        && said.clocks.size() > 1
                        && said.clocks.stream().allMatch(ClockTime::halfKnown))
                || (moved && clocks.sureAt(from).isPresent());
    }

    private int all() {
        int to = from;
        boolean more = true;
        while (more) {
            int next = element(to);
            if (next == to && to > from && !anotherTimeBegins(to)) {
                int joined = words.skip(words.skip(to, JOINING), JOINING);
                next = joined == to ? to : joinedElement(joined, to);
                next = next == joined ? to : next;
            }
            if (next == to && to > from && !said.isEmpty() && !anotherBegins(to)) {
                next = unread.after(to);
            }
            more = next > to;
            to = next;
        }
        return to;
    }

    /** Whether the words after a comma or "and" are a time of their own. */
    private boolean anotherBegins(int i) {
        return another(i).filter(SpokenTime::hasDays).isPresent();
    }

    /** Whether the words after "and" are days with a time of day of their own, and this time has one too. */
    private boolean anotherTimeBegins(int i) {
        return said.hasClock()
                && another(i)
                        .filter(other -> other.hasDays() && other.hasClock())
                        .isPresent();
    }

    private Optional<SpokenTime> another(int i) {
        int next = words.skipAll(i, LINKS);
        boolean other = words.isIn(i, OTHER) || words.isIn(i + 1, OTHER);
        return next > i && !ahead && (said.hasDays() || (other && said.hasClock()))
                ? read(words, next, deed, true, said.hasClock()).map(Read::value)
                : Optional.empty();
    }

    private int element(int i) {
        return first(
                i,
                this::exception,
                added::read,
                this::frequency,
                this::byTheHour,
                hours::minutesFirst,
                hours::window,
                hours::minute,
                this::clock,
                dates::yearly,
                dates::monthly,
                this::weekdays,
                parts::read,
                this::inMonths,
                this::zone,
                this::filling,
                unread::once,
                unread::vagueDays);
    }

    /** After a comma or "and", a second frequency or more days begin another time, once a time of day is named. */
    private int joinedElement(int i, int before) {
        if (said.clocks.isEmpty()) {
            return element(i);
        }
        boolean comma = words.is(before, ",") || words.is(before, "(");
        int next = first(i, this::exception, added::read, this::clock, this::zone, parts::read);
        if (next == i && comma && said.hasDays()) {
            return narrowed(i);
        }
        return next > i || !comma ? next : element(i);
    }

    /** "daily at 9am, Monday to Friday": days after a comma say which of the days, unless they have a time of their own. */
    private int narrowed(int i) {
        int at = words.skip(words.skipAll(i, ON), ARTICLES);
        Optional<Read<NavigableSet<Integer>>> read = days.days(at);
        boolean daily = said.days.isEmpty() && Cron.MORNINGS.equals(said.frequency);
        if (read.isEmpty()
                || hasClock(read.get().to())
                || !(daily || said.days.equals(read.get().value()))) {
            return i;
        }
        said.days.addAll(read.get().value());
        return read.get().to();
    }

    private static int first(int i, IntUnaryOperator... elements) {
        for (IntUnaryOperator element : elements) {
            int to = element.applyAsInt(i);
            if (to > i) {
                return to;
            }
        }
        return i;
    }

    private int exception(int i) {
        return said.isEmpty() ? i : exceptions.read(i, said);
    }

    private int frequency(int i) {
        int start = i;
        while (start < i + 2 && words.isIn(start, Set.of("at", "on", "the", "by")) && said.frequency == null) {
            start++;
        }
        boolean edge = words.isIn(start, Frequencies.EVERY)
                && words.isIn(start + 1, Set.of("last", "first"))
                && words.are(start + 2, "day", "of");
        start = edge ? start + 1 : start;
        Optional<Match> match = frequencies.at(start).or(() -> frequencies.at(i));
        if (match.isEmpty() || !accepts(match.get().cron())) {
            return i;
        }
        int to = match.get().to();
        said.frequency = match.get().cron();
        said.exact &= match.get().exact();
        said.recurs = true;
        PartOfDay.of(words.at(to - 1)).ifPresent(part -> said.part = part);
        if (!said.dates.isEmpty() && said.frequency.dayOfMonth().equals("L")) {
            said.frequency = Cron.MONTHLY;
        }
        return to;
    }

    /** "check the boilers by the hour", but not "rent boats by the hour". */
    private int byTheHour(int i) {
        if (!words.are(i, "by", "the", "hour") || !deed.isWatching(i) || !accepts(Cron.HOURLY)) {
            return i;
        }
        said.frequency = Cron.HOURLY;
        said.recurs = true;
        return i + 3;
    }

    /** Whether a frequency fits what was said so far: "every Monday" and "weekly" do, "hourly" and "daily" do not. */
    private boolean accepts(Cron cron) {
        boolean moreThanDaily = cron.withinTheDay();
        if (said.frequency != null) {
            boolean refines = said.frequency.equals(Cron.MORNINGS)
                    && said.part == null
                    && cron.dayOfWeek().equals("*")
                    && cron.dayOfMonth().equals("*");
            return refines && !moreThanDaily && said.clocks.isEmpty();
        }
        if (!said.dates.isEmpty()) {
            return cron.dayOfMonth().equals("1") && cron.dayOfWeek().equals("*");
        }
        boolean weekly = cron.dayOfMonth().equals("*");
        return (said.days.isEmpty() || weekly) && (said.clocks.isEmpty() || !moreThanDaily);
    }

    /** "at 9", "by 5 pm and 17:40". */
    private int clock(int i) {
        boolean twice = !said.clocks.isEmpty() && !words.isIn(i - 1, LIST);
        int at = words.isIn(i, AT) ? words.skip(words.skip(i + 1, AT), FILLING) : i;
        boolean dotted = said.hasDays() && DOTTED.matcher(words.at(i)).matches();
        Optional<ClockReader.Written> clock =
                words.isIn(i, AT) || !said.clocks.isEmpty() || (continues && i == from) || dotted
                        ? clocks.afterAt(at)
                        : clocks.sureAt(i);
        if (clock.isEmpty() || twice || said.window != null) {
            return i;
        }
        boolean number = !clock.get().sure() && !clocks.isFree(clock.get().to());
        if (number) {
            return i;
        }
        takeClock(clock.get());
        return moreClocks(clock.get().to());
    }

    /** Adds a time. "pm" also counts for plain numbers before it that are smaller: "8 and 11 pm", but not "9 and 5 pm". */
    private void takeClock(ClockReader.Written clock) {
        if (words.at(clock.to() - 1).endsWith("pm")) {
            said.clocks.replaceAll(
                    time -> plain.contains(time) && time.hour() < clock.time().hour() - 12 ? time.afternoon() : time);
        } else if (clocks.isPlain(clock)) {
            plain.add(clock.time());
        }
        said.clocks.add(clock.time());
        if (plain.stream().anyMatch(time -> time.hour() > HALF_A_DAY)) {
            said.clocks.replaceAll(time -> plain.contains(time) ? ClockTime.of(time.hour(), time.minute()) : time);
        }
    }

    private int moreClocks(int i) {
        int link = words.skip(words.skip(i, LIST), LIST);
        int at = words.skip(link, AT);
        Optional<ClockReader.Written> more = link == i ? Optional.empty() : clocks.afterAt(at);
        if (more.isEmpty() || !(more.get().sure() || clocks.isFree(more.get().to())) || anotherTimeBegins(i)) {
            return i;
        }
        takeClock(more.get());
        return moreClocks(more.get().to());
    }

    private int weekdays(int i) {
        int on = words.are(i, "at", "the", "weekend") || words.are(i, "at", "weekends") ? i + 1 : i;
        while (words.isIn(on, ON)) {
            on++;
        }
        int at = words.skip(on, ARTICLES);
        Optional<Read<NavigableSet<Integer>>> read = days.days(at);
        if (read.isEmpty() || (!said.days.isEmpty() && !said.clocks.isEmpty()) || !said.dates.isEmpty()) {
            return i;
        }
        int to = read.get().to();
        boolean others = !said.clocks.isEmpty() && words.isIn(i - 1, APART) && hasClock(to);
        if (others) {
            return i;
        }
        String last = words.at(to - 1);
        boolean plural = last.endsWith("s") && last.length() > 4;
        boolean several = read.get().value().size() > 1 && !last.equals("weekday") && !last.equals("weekend");
        boolean full = last.endsWith("day") || several || plural;
        boolean later = !said.isEmpty() && full;
        if (!(on > i || plural || several || later || beforeClock(to, full))) {
            return i;
        }
        said.days.addAll(read.get().value());
        said.recurs = true;
        return to;
    }

    private boolean hasClock(int to) {
        int i = words.skip(to, Set.of(":"));
        return clocks.sureAt(i).isPresent()
                || (words.isIn(i, AT) && clocks.at(i + 1).isPresent());
    }

    /** "Monday at 9": a day of the week without "on", but with a time of day. */
    private boolean beforeClock(int i, boolean full) {
        return (full || clocks.sureAt(words.skip(i, Set.of("at"))).isPresent())
                && (PartOfDay.of(words.at(i)).isPresent()
                        || (words.is(i, "at") && clocks.at(i + 1).isPresent())
                        || clocks.sureAt(i).isPresent());
    }

    private int inMonths(int i) {
        boolean in = words.isIn(i, Set.of("in", "during", "of", "from", "every", "each"));
        boolean alone = words.isIn(i, DayReader.BETWEEN) || words.isIn(i + 1, DayReader.RANGES);
        Optional<Read<NavigableSet<Integer>>> read =
                alone ? days.months(i) : in ? days.months(words.skip(i + 1, Set.of("the"))) : Optional.empty();
        boolean range = read.isPresent() && read.get().value().size() > 1;
        boolean every = words.isIn(i, Frequencies.EVERY);
        if (read.isEmpty() || (words.is(i, "from") && !range) || (said.isEmpty() && !every) || !said.months.isEmpty()) {
            return i;
        }
        if (!said.hasDays() && every) {
            said.frequency = Cron.MONTHLY;
            said.recurs = true;
        }
        said.months.addAll(read.get().value());
        return read.get().to();
    }

    private int zone(int i) {
        if (said.isEmpty()) {
            return i;
        }
        boolean timed = !said.clocks.isEmpty() || said.window != null || said.part != null;
        int at = words.is(i, "(") ? i + 1 : i;
        Optional<Read<String>> zone =
                timed ? TimeZones.afterClock(words, at) : TimeZones.anywhere(words, words.skip(at, Set.of("in")));
        boolean another = said.timeZone != null
                && zone.filter(read -> read.value().equals(said.timeZone)).isEmpty();
        if (zone.isEmpty() || another) {
            return i;
        }
        said.timeZone = zone.get().value();
        return zone.get().to();
    }

    private int filling(int i) {
        return said.isEmpty() ? i : words.skip(i, FILLING);
    }
}
