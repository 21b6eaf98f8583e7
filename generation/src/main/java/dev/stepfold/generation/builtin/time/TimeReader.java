package dev.stepfold.generation.builtin.time;

import dev.stepfold.generation.builtin.time.TimePhrase.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the times in a sentence: "every Monday at 9", "nightly", "at the end of each month", "two days before".
 *
 * <p>Every word about time is either part of a time, or quoted in the notes of one, or among {@link Times#unread}.
 */
public final class TimeReader {
    /** Words of one sentence that belong to one time stand at most so far apart, if they are about the same days. */
    private static final int NEAR = 6;

    private static final Set<String> ROW = Set.of("and", ",", "&", "plus", "also", "the", "on");
    private static final Set<String> LINKS = Set.of("and", ",", "&", ";");

    /** Between two times, these say that the second one is not added to the first. */
    private static final Set<String> DIVIDING = Set.of(",", ";", "or", "but", "(", "/");

    private static final Set<String> ONCE =
            Set.of("tomorrow", "today", "tonight", "next", "this", "coming", "following", "last", "previous", "once");

    /** These move a time by nobody knows how much. */
    private static final Set<String> VAGUE = Set.of("late", "early", "sometime", "shortly", "soon");

    /** After these, "this week" says what something is about: "tasks due this week". */
    private static final Set<String> CONTENTS = Set.of("due", "of", "for", "from", "over", "about");

    /** "older than 90 days". */
    private static final Set<String> AGES = Set.of("older", "more", "longer");

    private static final Set<String> BE = Set.of("is", "are", "was", "were", "be", "been", "being");
    private static final Set<String> IN = Set.of("in", "on", "at", "by", "around", "during", "towards", "near");
    /** So many words may stand between "in" and "of": "in the very middle of every month". */
    private static final int MAX_PART = 4;

    private final Words words;
    private final Deed deed;
    private final List<Found> found = new ArrayList<>();

    private TimeReader(List<String> written, Deed deed) {
        this.words = new Words(written);
        this.deed = deed;
    }

    /**
     * The times of a sentence.
     *
     * @param phrases in order, without overlap
     * @param unread words about time that are part of none of them
     */
    public record Times(List<TimePhrase> phrases, List<String> unread) {}

    /**
     * The times of words that are nothing but times.
     *
     * @param sentence its words and marks as written
     */
    public static List<TimePhrase> read(List<String> sentence) {
        return read(sentence, Deed.ANY).phrases();
    }

    /**
     * All times of a sentence, and the words about time that are none.
     *
     * @param sentence its words and marks as written
     * @param deed what else it says
     */
    public static Times read(List<String> sentence, Deed deed) {
        TimeReader reader = new TimeReader(sentence, deed);
        reader.find();
        new Beside(reader.words, deed).name(reader.found);
        reader.shareClocks();
        reader.divideDays();
        reader.joinClocks();
        reader.joinDays();
        reader.joinAge();
        List<TimePhrase> phrases =
                reader.joinRow(reader.found.stream().map(reader::written).toList());
        return new Times(phrases, reader.outside(phrases));
    }

    private void find() {
        Offsets offsets = new Offsets(words);
        VagueDays vague = new VagueDays(words);
        int i = 0;
        while (i < words.size()) {
            int from = i;
            Optional<Found> next = offsets.at(i)
                    .map(offset -> new Found(from, offset.to(), null, offset.value()))
                    .or(() -> PhraseReader.read(words, from, deed, continues(from))
                            .map(read -> new Found(leadIn(from, read.value()), read.to(), read.value(), null)));
            next.ifPresent(found::add);
            i = next.map(it -> it.to).orElseGet(() -> Math.max(vague.at(from), from + 1));
        }
    }

    /** Whether only "and" or its like stands between a time of day and the words there. */
    private boolean continues(int i) {
        Found before = found.isEmpty() ? null : found.getLast();
        return before != null
                && before.said != null
                && before.said.hasClock()
                && i > before.to
                && words.skipAll(before.to, PhraseReader.LINKS) == i;
    }

    /**
     * "on the" before "first of the month" belongs to it. "next Monday", "next week on Monday" and "tomorrow" do not recur,
     * and "late every Friday" is no hour, which is noted.
     */
    private int leadIn(int from, SpokenTime said) {
        int before = found.isEmpty() ? 0 : found.getLast().to;
        int start = from;
        boolean more = true;
        while (more && start > before) {
            int unread = unreadBefore(start, before);
            if (unread < start) {
                said.leftovers.add(words.text(unread, words.is(start - 1, ",") ? start - 1 : start));
            }
            more = unread < start || words.isIn(start - 1, Set.of("at", "the", "on", "by"));
            start = unread < start ? unread : more ? start - 1 : start;
        }
        return start;
    }

    /** The first of the words directly before a time that change what it means; its own place if there are none. */
    private int unreadBefore(int start, int min) {
        boolean weekly = words.is(start - 1, "once") && words.isIn(start, Frequencies.EVERY);
        if ((words.isIn(start - 1, ONCE) && !weekly) || (words.isIn(start - 1, VAGUE) && !words.isIn(start - 2, BE))) {
            return start - 1;
        }
        if (words.isIn(start - 1, VagueTimes.QUANTITIES) && words.at(start).endsWith("s")) {
            return start - 1;
        }
        boolean once = words.is(start - 1, ",") && words.is(start - 2, "once");
        boolean contents = words.isIn(start - 3, CONTENTS);
        boolean period = !contents && words.isIn(start - 2, ONCE) && TimeWords.isUnit(words.at(start - 1));
        if ((once || period) && start - 2 >= min) {
            return start - 2;
        }
        return words.is(start - 1, "of") && words.isIn(start, Frequencies.EVERY) ? partOfPeriod(start, min) : start;
    }

    /** The place of "in" in "in the middle of every month". */
    private int partOfPeriod(int start, int min) {
        for (int k = start - 2; k >= Math.max(min, start - 2 - MAX_PART) && !words.isMark(k); k--) {
            if (words.isIn(k, IN)) {
                return k;
            }
        }
        return start;
    }

    /** "on the 15th and the last day of the month at 6 pm": the time of day is that of both. */
    private void shareClocks() {
        for (int i = 0; i + 1 < found.size(); i++) {
            SpokenTime first = found.get(i).said;
            SpokenTime second = found.get(i + 1).said;
            boolean row = words.skipAll(found.get(i).to, ROW) >= found.get(i + 1).from;
            if (row && first != null && second != null && first.isDateOnly() && second.isDate()) {
                first.clocks.addAll(second.clocks);
                first.timeZone = first.timeZone == null ? second.timeZone : first.timeZone;
            } else if (row && first != null && second != null && first.hasClock() && second.isWeekdaysOnly()) {
                second.clocks.addAll(first.clocks);
                second.part = first.part;
            }
        }
    }

    /** "daily at 7am, weekends at 8am", "7am, or 8am on Saturdays": days with a time of their own have no other one. */
    private void divideDays() {
        for (int i = 0; i + 1 < found.size(); i++) {
            SpokenTime second = found.get(i + 1).said;
            int from = found.get(i).to;
            int to = found.get(i + 1).from;
            boolean linked =
                    to > from && Stream.iterate(from, k -> k < to, k -> k + 1).allMatch(k -> words.isIn(k, DIVIDING));
            if (!linked || second == null || !second.hasClock() || second.days.isEmpty() || second.isDate()) {
                continue;
            }
            for (int k = i; k >= 0 && (k == i || isLinked(k)); k--) {
                SpokenTime first = found.get(k).said;
                if (first != null && first.hasMoreDaysThan(second.days)) {
                    first.notDays.addAll(second.days);
                }
            }
        }
    }

    private boolean isLinked(int k) {
        return words.skipAll(found.get(k).to, PhraseReader.LINKS) == found.get(k + 1).from;
    }

    /** A time of day alone belongs to the days that the sentence names elsewhere: "Every day, report orders at 5 pm". */
    private void joinClocks() {
        for (Found clock : List.copyOf(found)) {
            if (clock.said == null || !clock.said.isClockOnly()) {
                continue;
            }
            Stream<Found> before = found.stream()
                    .filter(it -> it.from < clock.from && it.takesClock())
                    .sorted(Comparator.comparingInt((Found it) -> it.from).reversed());
            Stream<Found> after = found.stream().filter(it -> it.from > clock.from && it.takesClock());
            Stream.concat(before, after).findFirst().ifPresent(days -> {
                addClock(days, clock.said);
                join(days, clock);
            });
        }
    }

    private static void addClock(Found days, SpokenTime clock) {
        When.Offset offset = days.offset;
        if (days.said != null) {
            days.said.add(clock);
        } else if (offset != null) {
            clock.recurs = true;
            SpokenTime daily = new SpokenTime();
            daily.frequency = Cron.MORNINGS;
            daily.add(clock);
            When.Rhythm rhythm = CronWriter.write(daily, offset.phrase());
            days.offset = new When.Offset(
                    offset.amount(),
                    offset.unit(),
                    offset.before(),
                    rhythm.cron(),
                    rhythm.timeZone(),
                    offset.phrase(),
                    Stream.concat(offset.notes().stream(), notes(offset, rhythm))
                            .toList());
        }
    }

    private static Stream<String> notes(When.Offset offset, When.Rhythm rhythm) {
        return rhythm.crons().size() > 1
                ? Stream.of("\"" + offset.phrase() + "\" is checked once a day; it became \"" + rhythm.cron() + "\".")
                : rhythm.notes().stream();
    }

    /** "a weekly report on Fridays": the days belong to the frequency before them. */
    private void joinDays() {
        for (int i = 0; i + 1 < found.size(); i++) {
            Found often = found.get(i);
            Found days = found.get(i + 1);
            boolean near = days.from - often.to <= NEAR
                    && Stream.iterate(often.to, k -> k < days.from, k -> k + 1).noneMatch(k -> words.isIn(k, LINKS));
            if (near && often.said != null && days.said != null && often.said.takesDaysOf(days.said)) {
                often.said.add(days.said);
                join(often, days);
            }
        }
    }

    /** "archive shipments older than 90 days every Sunday": the age says which ones, the other time when. */
    private void joinAge() {
        if (found.size() != 2) {
            return;
        }
        Found age = found.getFirst().offset == null ? found.getLast() : found.getFirst();
        Found often = age == found.getFirst() ? found.getLast() : found.getFirst();
        When.Offset offset = age.offset;
        if (offset == null || often.said == null || !often.said.hasDays() || !words.isIn(age.from, AGES)) {
            return;
        }
        When.Rhythm rhythm = CronWriter.write(often.said, phrase(often));
        if (rhythm.crons().size() == 1) {
            age.offset = offset.checked(rhythm);
            join(age, often);
        }
    }

    private void join(Found into, Found other) {
        into.apart.add(new Span(other.from, other.to));
        into.apart.addAll(other.apart);
        found.remove(other);
    }

    private TimePhrase written(Found time) {
        String phrase = phrase(time);
        When when = time.said != null ? CronWriter.write(time.said, phrase) : time.offset;
        if (when == null) {
            throw new IllegalStateException("neither a rhythm nor an offset: " + phrase);
        }
        List<String> unread = time.said == null ? List.of() : time.said.leftovers;
        return new TimePhrase(time.from, time.to, when, time.apart, unread);
    }

    private String phrase(Found time) {
        StringBuilder phrase = new StringBuilder(plain(time.from, time.to));
        time.apart.forEach(span -> phrase.append(' ').append(plain(span.from(), span.to())));
        return phrase.toString();
    }

    private String plain(int from, int to) {
        String phrase = words.text(from, to).replaceFirst("[,;(\\s]+$", "");
        boolean name = Calendar.weekday(words.at(from)).isPresent() || phrase.isEmpty();
        boolean shouted = phrase.length() > 1 && Character.isUpperCase(phrase.charAt(1));
        return name || shouted ? phrase : Character.toLowerCase(phrase.charAt(0)) + phrase.substring(1);
    }

    /** "every Monday at 9 and every Friday at 17:00": one time with two crons, if the sentence ends there. */
    private List<TimePhrase> joinRow(List<TimePhrase> phrases) {
        List<TimePhrase> joined = new ArrayList<>(phrases);
        while (joined.size() > 1 && joined.getLast().to() >= words.size()) {
            Optional<TimePhrase> both = joined(joined.get(joined.size() - 2), joined.getLast());
            if (both.isEmpty()) {
                return joined;
            }
            joined.removeLast();
            joined.set(joined.size() - 1, both.get());
        }
        return joined;
    }

    private Optional<TimePhrase> joined(TimePhrase first, TimePhrase last) {
        int link = words.skipAll(first.to(), PhraseReader.LINKS);
        boolean row = link == last.from()
                && link > first.to()
                && first.apart().isEmpty()
                && last.apart().isEmpty();
        if (!row
                || !(first.when() instanceof When.Rhythm one)
                || !(last.when() instanceof When.Rhythm other)
                || !sameZone(one, other)) {
            return Optional.empty();
        }
        When.Rhythm both = new When.Rhythm(
                Stream.concat(one.crons().stream(), other.crons().stream())
                        .distinct()
                        .toList(),
                one.timeZone() == null ? other.timeZone() : one.timeZone(),
                plain(first.from(), last.to()),
                Stream.concat(one.notes().stream(), other.notes().stream()).toList(),
                false,
                false);
        return Optional.of(new TimePhrase(
                first.from(),
                last.to(),
                both,
                List.of(),
                Stream.concat(first.unread().stream(), last.unread().stream()).toList()));
    }

    private static boolean sameZone(When.Rhythm one, When.Rhythm other) {
        return one.timeZone() == null
                || other.timeZone() == null
                || one.timeZone().equals(other.timeZone());
    }

    private List<String> outside(List<TimePhrase> phrases) {
        boolean[] read = new boolean[words.size()];
        for (TimePhrase phrase : phrases) {
            Stream.concat(Stream.of(new Span(phrase.from(), phrase.to())), phrase.apart().stream())
                    .forEach(span -> java.util.Arrays.fill(read, span.from(), Math.min(span.to(), words.size()), true));
        }
        return new UnreadWords(words, read, deed).all();
    }
}
