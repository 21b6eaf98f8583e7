package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.English;
import dev.stepfold.generation.builtin.language.Lexicon;
import dev.stepfold.generation.builtin.language.Tag;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.time.Deed;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.TimeZones;
import dev.stepfold.generation.builtin.time.When;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads which schedules are to run at another time.
 *
 * @param edits takes their changes
 */
record ScheduleMoves(EditTargets targets, ScheduleEdits edits) {
    private static final Set<String> MOVING = Set.of(
            "move",
            "reschedule",
            "shift",
            "change",
            "switch",
            "set",
            "make",
            "push",
            "put",
            "bring",
            "delay",
            "postpone");
    /** These also begin other requests: "make a report", but "make the report daily". */
    private static final Set<String> MAKING = Set.of("make", "set", "put", "bring");

    private static final Set<String> KNOWN = Set.of("the", "this", "that", "our", "my");

    private static final TimeReader.Times NOTHING = new TimeReader.Times(List.of(), List.of());
    /** "Can you please move": so many words may stand before the verb, and so many if it could also be a noun. */
    private static final int MAX_BEFORE = 5;

    private static final int USUAL_BEFORE = 3;

    /**
     * "send the summary on Fridays at 4pm instead of Mondays", "move the report to every Monday".
     *
     * @return the place after the words that it read; 0 if they move no schedule
     */
    int read(List<Token> sentence) {
        Optional<String> all = TimeZones.stated(text(sentence));
        if (all.isPresent()) {
            edits.rezone(all.get(), text(sentence));
            return sentence.size();
        }
        int comma = sentence.isEmpty() || !sentence.getFirst().lower().equals("instead") ? -1 : comma(sentence);
        if (comma > 0) {
            List<Token> turned = Stream.concat(
                            sentence.subList(comma + 1, sentence.size()).stream(), sentence.subList(0, comma).stream())
                    .toList();
            return moved(turned) > 0 ? sentence.size() : 0;
        }
        int shifted = shift(sentence);
        int moved = shifted > 0 ? shifted : moved(sentence);
        return moved > 0 ? moved : restated(sentence);
    }

    /** "Report orders at 6 pm", where the agent reports orders already, and nothing says that it is to do so once more. */
    private int restated(List<Token> sentence) {
        int end = clause(sentence, 1);
        List<Token> part = sentence.subList(0, end);
        NamedService named = NamedService.in(part);
        if (named.isFurther(part) || named.isNegated(part)) {
            return 0;
        }
        TimeReader.Times times = English.times(part);
        Optional<TimePhrase> time = last(times).filter(it -> it.when() instanceof When.Rhythm);
        Optional<String> zone = TimeZones.named(text(part));
        if (time.isEmpty() && zone.isEmpty()) {
            return 0;
        }
        List<Token> deed = time.isPresent() ? part : part.subList(0, lastPreposition(part));
        List<Schedule> same = SameDeed.of(deed, times.phrases()).among(targets);
        if (same.size() > 1) {
            return edits.refused(text(part), end);
        }
        if (same.isEmpty()) {
            return 0;
        }
        if (time.isPresent()) {
            edits.move(same.getFirst(), time.get(), text(part));
            edits.nameUnread(times, same.getFirst());
            edits.nameRestated(same.getFirst(), text(part));
        } else {
            edits.rezone(same.getFirst(), zone.get());
        }
        return end;
    }

    /** The place of "in" in "remind patients in Berlin time". */
    private static int lastPreposition(List<Token> part) {
        return IntStream.range(0, part.size())
                .filter(i -> part.get(i).is(Tag.PREPOSITION))
                .max()
                .orElse(part.size());
    }

    /**
     * A sentence that asks for a further run on other days, with the time of day of the run that is there: "Report orders on
     * Fridays too". Any other sentence as it is.
     */
    List<Token> completed(List<Token> sentence) {
        if (!NamedService.in(sentence).isFurther(sentence)) {
            return sentence;
        }
        TimeReader.Times times = English.times(sentence);
        if (times.phrases().size() != 1
                || !(times.phrases().getFirst().when() instanceof When.Rhythm rhythm)
                || !rhythm.daysOnly()) {
            return sentence;
        }
        List<Schedule> same = SameDeed.of(sentence, times.phrases()).among(targets);
        Optional<String> hour = same.size() == 1 ? ScheduleEdits.timeOfDay(same.getFirst()) : Optional.empty();
        int to = times.phrases().getFirst().to();
        return hour.map(clock -> Stream.of(
                                sentence.subList(0, to).stream(),
                                Stream.of(
                                        new Token("at", "at", "at", Tag.PREPOSITION, false),
                                        new Token(clock, clock, clock, Tag.NUMBER, false)),
                                sentence.subList(to, sentence.size()).stream())
                        .flatMap(tokens -> tokens)
                        .toList())
                .orElse(sentence);
    }

    private static int comma(List<Token> sentence) {
        return IntStream.range(0, sentence.size())
                .filter(i -> sentence.get(i).is(Tag.COMMA))
                .findFirst()
                .orElse(-1);
    }

    /** Whether all schedules are meant. */
    private static boolean areAll(List<Token> part) {
        return indexOf(part, Set.of("everything")) >= 0
                || (indexOf(part, Set.of("all", "every")) >= 0
                        && indexOf(part, Set.of("schedules", "schedule", "jobs", "job", "runs", "times")) >= 0);
    }

    /** "send the report an hour earlier", "delay the report by an hour", "push the report back an hour". */
    private int shift(List<Token> sentence) {
        int end = clause(sentence, Math.max(1, moving(sentence) + 1));
        List<Token> part = sentence.subList(0, end);
        Optional<When.Offset> shift = Shifts.of(part);
        if (shift.isEmpty()) {
            return 0;
        }
        NamedService named = NamedService.in(part);
        Optional<Schedule> schedule = targets.schedule(part).or(() -> named.schedule(targets));
        if (schedule.isEmpty() && areAll(part)) {
            targets.agent().schedules().forEach(each -> edits.lead(each, shift.get(), text(part)));
            return end;
        }
        if (schedule.isPresent()) {
            edits.lead(schedule.get(), shift.get(), text(part));
            edits.nameUnread(new TimeReader.Times(List.of(), English.times(part).unread()), schedule.get());
            return end;
        }
        return named.isDefinite() ? edits.refused(text(part), end) : 0;
    }

    private int moved(List<Token> sentence) {
        int instead = indexOf(sentence, Set.of("instead"));
        int moving = moving(sentence);
        if (instead < 0 && moving < 0) {
            return wished(sentence);
        }
        int all = moving < 0 ? sentence.size() : clause(sentence, moving + 1);
        int end = instead < 0 || instead > all ? all : instead;
        List<Token> named = sentence.subList(0, end);
        int start = moving < 0 ? 0 : Math.max(0, indexOf(named, Set.of("to")));
        Optional<Schedule> schedule = targets.schedule(named)
                .or(() -> moving < 0 ? Optional.empty() : only(named, moving))
                .or(() -> NamedService.in(named).schedule(targets));
        TimeReader.Times after = start == 0 ? NOTHING : timesAfterTo(sentence.subList(start, end));
        if (schedule.isEmpty()) {
            boolean meant = !after.phrases().isEmpty() && (namesAService(named) || areAll(named));
            return meant ? edits.refused(text(sentence.subList(0, all)), all) : 0;
        }
        Optional<String> zone = start == 0 ? Optional.empty() : TimeZones.only(text(sentence.subList(start + 1, end)));
        if (zone.isPresent()) {
            edits.rezone(schedule.get(), zone.get());
            return all;
        }
        boolean behind = last(after).isPresent();
        TimeReader.Times time = behind ? after : English.times(named);
        if (last(time).isEmpty()) {
            return 0;
        }
        edits.move(schedule.get(), last(time).get(), text(sentence.subList(0, all)));
        Stream.of(
                        time,
                        English.times(sentence.subList(0, behind ? beforeFrom(sentence, start) : 0)),
                        English.times(sentence.subList(end, all)))
                .forEach(times -> edits.nameUnread(times, schedule.get()));
        return all;
    }

    /** "from Friday to Monday": the old time need not be understood. */
    private static int beforeFrom(List<Token> sentence, int to) {
        int from = indexOf(sentence.subList(0, to), Set.of("from"));
        return from < 0 ? to : from;
    }

    /** "The order report should go out at 6pm": a schedule that the agent has, and a time after it. */
    private int wished(List<Token> sentence) {
        NamedService named = NamedService.in(sentence);
        if (!named.isDefinite()) {
            return 0;
        }
        int end = clause(sentence, named.at() + 1);
        List<Token> part = sentence.subList(0, end);
        if (named.isFurther(part)) {
            return 0;
        }
        Optional<Schedule> schedule = targets.schedule(part).or(() -> named.schedule(targets));
        if (schedule.isEmpty()) {
            return unknown(named, part, end);
        }
        TimeReader.Times times = English.times(part);
        if (times.phrases().size() > 1 && named.isLabel()) {
            return edits.unchanged(text(part), schedule.get(), end);
        }
        Optional<TimePhrase> time = last(times)
                .filter(it -> it.from() == 0
                        || it.from() > named.at()
                        || it.apart().stream().anyMatch(span -> span.from() > named.at()));
        if (named.isNegated(part)) {
            boolean limited = time.isPresent() || !times.unread().isEmpty();
            return limited ? edits.unchanged(text(part), schedule.get(), end) : 0;
        }
        if (time.isPresent()) {
            edits.move(schedule.get(), time.get(), text(part));
            edits.nameUnread(times, schedule.get());
            return end;
        }
        Optional<String> zone = TimeZones.named(text(part));
        zone.ifPresent(it -> edits.rezone(schedule.get(), it));
        return zone.isPresent() ? end : 0;
    }

    /**
     * "The inventory report should be on Thursday", where no schedule has all these words: the only one that reports is meant. If
     * several do, it is named; if none does, something new is asked for.
     */
    private int unknown(NamedService named, List<Token> part, int end) {
        TimeReader.Times times = English.times(part);
        boolean wished = part.subList(named.at(), part.size()).stream().anyMatch(word -> word.is(Tag.MODAL));
        Optional<TimePhrase> time = last(times).filter(it -> it.when() instanceof When.Rhythm);
        List<Schedule> alike = targets.schedulesOf(named.verb());
        if (!wished || time.isEmpty() || alike.isEmpty() || named.isNegated(part)) {
            return 0;
        }
        if (alike.size() > 1) {
            return edits.refused(text(part), end);
        }
        edits.move(alike.getFirst(), time.get(), text(part));
        edits.nameUnread(times, alike.getFirst());
        edits.nameGuessed(alike.getFirst(), named.text());
        return end;
    }

    /** The place of the verb that moves something; -1 if none does. */
    private static int moving(List<Token> sentence) {
        int moving = indexOf(sentence.subList(0, Math.min(MAX_BEFORE, sentence.size())), MOVING);
        boolean late = moving >= USUAL_BEFORE && !sentence.get(moving).is(Tag.VERB);
        boolean makes = moving >= 0
                && MAKING.contains(sentence.get(moving).lower())
                && !(moving + 1 < sentence.size()
                        && KNOWN.contains(sentence.get(moving + 1).lower()));
        return late || makes ? -1 : moving;
    }

    /** The end of the clause: "and" with another verb begins the next one. */
    private static int clause(List<Token> sentence, int from) {
        return IntStream.range(from, sentence.size() - 1)
                .filter(i -> sentence.get(i).is(Tag.AND, Tag.COMMA))
                .filter(i -> sentence.get(i + 1).is(Tag.VERB))
                .findFirst()
                .orElse(sentence.size());
    }

    /** "the report", if the agent has only one: nothing else may describe it. */
    private Optional<Schedule> only(List<Token> words, int verb) {
        List<Token> object = words.stream()
                .skip(verb + 1L)
                .takeWhile(word -> !word.lower().equals("to") && !word.lower().equals("from"))
                .filter(word -> !word.is(Tag.DETERMINER, Tag.POSSESSIVE))
                .toList();
        return object.size() == 1 && namesAService(object)
                ? targets.scheduleOf(Services.verbOf(object.getFirst().base()))
                : Optional.empty();
    }

    /** "the report" may be a schedule, "the order" is none. */
    private static boolean namesAService(List<Token> words) {
        return words.stream().anyMatch(word -> Lexicon.english().isService(word.base()));
    }

    /** A day alone, as in "to Tuesday", is read as "on Tuesday", and a number, as in "to 6", as "at 6 o'clock". */
    private static TimeReader.Times timesAfterTo(List<Token> part) {
        List<String> rest = part.stream().skip(1).map(Token::text).toList();
        boolean number = !rest.isEmpty() && rest.getFirst().matches("\\d{1,2}");
        List<String> hour = number
                ? Stream.concat(
                                Stream.of("at", rest.getFirst(), "o'clock"),
                                rest.stream().skip(1))
                        .toList()
                : List.of();
        return Stream.of(after("to", rest), after("on", rest), hour)
                .map(words -> TimeReader.read(words, Deed.NONE))
                .filter(times -> !times.phrases().isEmpty())
                .findFirst()
                .orElse(NOTHING);
    }

    private static List<String> after(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static Optional<TimePhrase> last(TimeReader.Times times) {
        return times.phrases().stream().reduce((_, later) -> later);
    }

    private static int indexOf(List<Token> sentence, Set<String> words) {
        return IntStream.range(0, sentence.size())
                .filter(i -> words.contains(sentence.get(i).lower()))
                .findFirst()
                .orElse(-1);
    }

    private static String text(List<Token> part) {
        return String.join(" ", part.stream().map(Token::text).toList());
    }
}
