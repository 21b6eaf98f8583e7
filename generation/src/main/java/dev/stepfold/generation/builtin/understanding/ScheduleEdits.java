package dev.stepfold.generation.builtin.understanding;

import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.generation.builtin.result.RecurringNeed;
import dev.stepfold.generation.builtin.time.TimePhrase;
import dev.stepfold.generation.builtin.time.TimeReader;
import dev.stepfold.generation.builtin.time.When;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes how schedules change. What a change does not name stays: the days, the time of day, the time zone.
 *
 * @param edits where the changes are added
 * @param notes where a sentence is added for each word about time that they do not follow
 */
record ScheduleEdits(EditTargets targets, List<Edit> edits, List<String> notes) {
    private static final Pattern OF_THE_DAY =
            Pattern.compile("(?i)(?:on |at )?(?:the )?(?:end|start|beginning) of (?:the )?day");

    /** Moves one schedule to a time zone. */
    void rezone(Schedule schedule, String zone) {
        edits.add(new Edit(Edit.Kind.REZONE, schedule.name(), null, zone));
    }

    /** Says that words that could also ask for a further run have moved the one that is there. */
    void nameRestated(Schedule schedule, String words) {
        notes.add(quoted(words) + " was taken for another time of the schedule " + schedule.name() + ", which was "
                + quoted(schedule.cron()) + "; with \"also\" it would be a further one.");
    }

    /** Says which schedule was taken for one that has other words. */
    void nameGuessed(Schedule schedule, String words) {
        notes.add(quoted(words) + " was taken for the schedule " + schedule.name() + ", the only one of its kind.");
    }

    /** "9:30", if a schedule runs at one time of day. */
    static Optional<String> timeOfDay(Schedule schedule) {
        String[] fields = schedule.cron().split(" ", 3);
        return schedule.cron().matches("\\d+ \\d+ .*")
                ? Optional.of("%s:%02d".formatted(fields[1], Integer.parseInt(fields[0])))
                : Optional.empty();
    }

    /** Moves all schedules to a time zone. */
    void rezone(String zone, String sentence) {
        List<Edit> rezoned = targets.agent().schedules().stream()
                .filter(schedule -> !schedule.timeZone().equals(zone))
                .map(schedule -> new Edit(Edit.Kind.REZONE, schedule.name(), null, zone))
                .toList();
        edits.addAll(rezoned);
        if (rezoned.isEmpty()) {
            notes.add(quoted(sentence) + " changes nothing: no schedule is in another time zone.");
        }
    }

    /** Gives a schedule another time, or the action that it calls another distance from a date. */
    void move(Schedule schedule, TimePhrase time, String clause) {
        switch (time.when()) {
            case When.Rhythm rhythm -> reschedule(schedule, rhythm, time.unread());
            case When.Offset offset -> lead(schedule, offset, clause);
        }
    }

    private void reschedule(Schedule schedule, When.Rhythm rhythm, List<String> unread) {
        boolean clockOnly =
                rhythm.clockOnly() || OF_THE_DAY.matcher(rhythm.phrase()).matches();
        String cron = clockOnly
                ? atNewTime(schedule.cron(), rhythm.cron())
                : rhythm.daysOnly() ? atNewTime(rhythm.cron(), schedule.cron()) : rhythm.cron();
        edits.add(new Edit(Edit.Kind.RESCHEDULE, schedule.name(), null, cron));
        if (rhythm.timeZone() != null && !rhythm.timeZone().equals(schedule.timeZone())) {
            edits.add(new Edit(Edit.Kind.REZONE, schedule.name(), null, rhythm.timeZone()));
        }
        if (rhythm.crons().size() > 1) {
            notes.add("\"" + rhythm.phrase() + "\" needs more than one schedule; " + schedule.name() + " became \""
                    + cron + "\".");
        }
        rhythm.notes().stream()
                .filter(note -> !clockOnly || !isAboutDays(note, unread))
                .map(note -> note.replace(quoted(rhythm.cron()), quoted(cron)))
                .forEach(notes::add);
    }

    /** The schedule keeps its days, so that a note would give a wrong cron. */
    private static boolean isAboutDays(String note, List<String> unread) {
        return note.endsWith(When.Rhythm.EVERY_DAY)
                || unread.stream().anyMatch(words -> note.startsWith(quoted(words)));
    }

    /** Moves a schedule by so much, or changes the distance from a date. */
    void lead(Schedule schedule, When.Offset offset, String sentence) {
        if (Shifts.isShift(offset)) {
            Optional<String> cron = shifted(schedule.cron(), offset);
            cron.ifPresent(it -> edits.add(new Edit(Edit.Kind.RESCHEDULE, schedule.name(), null, it)));
            if (cron.isEmpty()) {
                notes.add(quoted(offset.phrase()) + " was not understood; the schedule " + schedule.name()
                        + " does not follow it.");
            }
            return;
        }
        if (!targets.countsFromADate(schedule)) {
            notes.add(quoted(sentence) + " was not understood; the schedule " + schedule.name()
                    + " does not count from a date.");
            return;
        }
        String lead = new RecurringNeed.Lead(offset.amount(), offset.unit(), offset.before(), "").property();
        edits.add(new Edit(Edit.Kind.RELEAD, schedule.name(), null, lead + " " + offset.amount()));
        notes.addAll(offset.notes());
        boolean daily = isDaily(schedule.cron()) && isDaily(offset.cron());
        if (!daily && !schedule.cron().equals(offset.cron())) {
            edits.add(new Edit(Edit.Kind.RESCHEDULE, schedule.name(), null, offset.cron()));
        }
    }

    private static boolean isDaily(String cron) {
        return cron.matches("\\d+ \\d+ \\* \\* \\*");
    }

    /** The cron so much later or earlier on the same day; empty if it is not one time of day, or another day. */
    private static Optional<String> shifted(String cron, When.Offset offset) {
        String[] fields = cron.split(" ", 3);
        boolean once = cron.matches("\\d+ \\d+ .*");
        boolean clock = offset.unit() == When.Unit.HOUR || offset.unit() == When.Unit.MINUTE;
        if (!once || !clock) {
            return Optional.empty();
        }
        int minutes = offset.amount() * (offset.unit() == When.Unit.HOUR ? 60 : 1);
        int before = Integer.parseInt(fields[1]) * 60 + Integer.parseInt(fields[0]);
        int after = before + (offset.before() ? -minutes : minutes);
        return after < 0 || after >= 24 * 60
                ? Optional.empty()
                : Optional.of(after % 60 + " " + after / 60 + " " + fields[2]);
    }

    /** The days of one cron at the time of day of the other, if that is one. */
    private static String atNewTime(String cron, String time) {
        String[] fields = cron.split(" ", -1);
        String[] newFields = time.split(" ", -1);
        return String.join(" ", newFields[0], newFields[1], fields[2], fields[3], fields[4]);
    }

    /** Names the words about time that no note quotes yet. */
    void nameUnread(TimeReader.Times times, Schedule schedule) {
        Stream.concat(times.phrases().stream().flatMap(time -> time.unread().stream()), times.unread().stream())
                .filter(words -> notes.stream().noneMatch(note -> note.startsWith(quoted(words))))
                .forEach(words -> notes.add(quoted(words) + " was not understood; the schedule " + schedule.name()
                        + " does not follow it."));
    }

    /** Says that a schedule was not changed; returns {@code to}. */
    int unchanged(String words, Schedule schedule, int to) {
        notes.add(quoted(words) + " was not understood; the schedule " + schedule.name() + " was not changed.");
        return to;
    }

    /** Says that the schedule is not known; returns {@code to}. */
    int refused(String words, int to) {
        notes.add(quoted(words) + " does not say which schedule is meant, or means several; none was changed.");
        return to;
    }

    private static String quoted(String words) {
        return "\"" + words + "\"";
    }
}
