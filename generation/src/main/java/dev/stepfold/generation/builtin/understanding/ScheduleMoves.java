package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.language.English;
import dev.stepfold.generation.builtin.language.Token;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.time.Deed;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
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
 * @param edits where their changes are added
 * @param notes where a sentence is added for each word about time that they do not follow
 */
record ScheduleMoves(EditTargets targets, List<Edit> edits, List<String> notes) {
    private static final Set<String> MOVING = Set.of("move", "reschedule", "shift", "change");

    /** "send the summary on Fridays at 4pm instead of Mondays", "move the report to every Monday". */
    boolean read(List<Token> sentence) {
        int instead = indexOf(sentence, Set.of("instead"));
        boolean moves = sentence.stream().limit(3).anyMatch(it -> MOVING.contains(it.lower()));
        if (instead < 0 && !moves) {
            return false;
        }
        int end = instead < 0 ? sentence.size() : instead;
        int to = indexOf(sentence, Set.of("to"));
        int start = moves && to > 0 && to < end ? to : 0;
        TimeReader.Times after = timesAfterTo(start == 0 ? List.of() : sentence.subList(start, end));
        TimeReader.Times whole = English.times(sentence.subList(0, end));
        Optional<TimePhrase> time = last(after).or(() -> last(whole));
        Optional<Schedule> schedule = targets.schedule(sentence.subList(0, end));
        if (schedule.isEmpty() || time.isEmpty()) {
            return false;
        }
        switch (time.get().when()) {
            case When.Rhythm rhythm ->
                reschedule(schedule.get(), rhythm, time.get().unread());
            case When.Offset offset -> lead(schedule.get(), offset);
        }
        boolean moved = last(after).isPresent();
        Stream.of(
                        moved ? after : whole,
                        English.times(sentence.subList(0, moved ? start : 0)),
                        English.times(sentence.subList(end, sentence.size())))
                .forEach(times -> nameUnread(times, schedule.get()));
        return true;
    }

    private void lead(Schedule schedule, When.Offset offset) {
        String lead = new RecurringNeed.Lead(offset.amount(), offset.unit(), offset.before(), "").property();
        edits.add(new Edit(Edit.Kind.RELEAD, schedule.name(), null, lead + " " + offset.amount()));
        if (!schedule.cron().equals(offset.cron())) {
            edits.add(new Edit(Edit.Kind.RESCHEDULE, schedule.name(), null, offset.cron()));
        }
    }

    private static TimeReader.Times timesAfterTo(List<Token> part) {
        return TimeReader.read(part.stream().map(Token::text).toList(), Deed.NONE);
    }

    private static Optional<TimePhrase> last(TimeReader.Times times) {
        return times.phrases().stream().reduce((_, later) -> later);
    }

    private void reschedule(Schedule schedule, When.Rhythm rhythm, List<String> unread) {
        String cron = rhythm.clockOnly() ? atNewTime(schedule.cron(), rhythm.cron()) : rhythm.cron();
        edits.add(new Edit(Edit.Kind.RESCHEDULE, schedule.name(), null, cron));
        if (rhythm.timeZone() != null && !rhythm.timeZone().equals(schedule.timeZone())) {
            edits.add(new Edit(Edit.Kind.REZONE, schedule.name(), null, rhythm.timeZone()));
        }
        if (rhythm.crons().size() > 1) {
            notes.add("\"" + rhythm.phrase() + "\" needs more than one schedule; " + schedule.name() + " became \""
                    + cron + "\".");
        }
        rhythm.notes().stream()
                .filter(note -> !rhythm.clockOnly() || !isAboutDays(note, unread))
                .forEach(notes::add);
    }

    /** The schedule keeps its days, so that a note would give a wrong cron. */
    private static boolean isAboutDays(String note, List<String> unread) {
        return note.endsWith(When.Rhythm.EVERY_DAY)
                || unread.stream().anyMatch(words -> note.startsWith(quoted(words)));
    }

    /** Names the words about time that no note quotes yet. */
    private void nameUnread(TimeReader.Times times, Schedule schedule) {
        Stream.concat(times.phrases().stream().flatMap(time -> time.unread().stream()), times.unread().stream())
                .filter(words -> notes.stream().noneMatch(note -> note.startsWith(quoted(words))))
                .forEach(words -> notes.add(quoted(words) + " was not understood; the schedule " + schedule.name()
                        + " does not follow it."));
    }

    private static String quoted(String words) {
        return "\"" + words + "\"";
    }

    private static int indexOf(List<Token> sentence, Set<String> words) {
        return IntStream.range(0, sentence.size())
                .filter(i -> words.contains(sentence.get(i).lower()))
                .findFirst()
                .orElse(-1);
    }

    /** "to 5 pm" moves the time and leaves the days. */
    private static String atNewTime(String cron, String time) {
        String[] fields = cron.split(" ", -1);
        String[] newFields = time.split(" ", -1);
        return String.join(" ", newFields[0], newFields[1], fields[2], fields[3], fields[4]);
    }
}
