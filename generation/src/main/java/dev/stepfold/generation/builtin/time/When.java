package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A time that a text names. */
public sealed interface When {
    /** The words that name it. */
    String phrase();

    /** What the reading of the words does not express, in sentences. */
    List<String> notes();

    /** The time zone that stands with the time; null if none does. */
    @Nullable String timeZone();

    /**
     * By the clock and the calendar.
     *
     * @param crons five fields in Unix order, {@code L} for the last day of a month; more than one if one cannot say it,
     *     as with "at 9:15 and 17:40"
     * @param notes one sentence for each word that the crons do not express, and for each that may mean something else
     * @param clockOnly whether the words say only at which time of day, so that "every day" is an assumption
     * @param daysOnly whether the words say nothing about the time of day, so that the one in the crons is an assumption
     */
    record Rhythm(
            List<String> crons,
            @Nullable String timeZone,
            String phrase,
            List<String> notes,
            boolean clockOnly,
            boolean daysOnly)
            implements When {
        /** How a note ends that says that the words name no days. */
        public static final String EVERY_DAY = " does not say on which days; it was taken for every day.";

        public Rhythm {
            crons = List.copyOf(crons);
            notes = List.copyOf(notes);
        }

        /** The first cron. */
        public String cron() {
            return crons.getFirst();
        }

        /** Whether the crons say exactly what the words say; they cannot express "every 90 minutes". */
        public boolean exact() {
            return notes.isEmpty();
        }
    }

    /**
     * A distance before or after a stored date: "three days before the due date".
     *
     * @param cron how often to check whether it is time
     */
    record Offset(
            int amount,
            Unit unit,
            boolean before,
            String cron,
            @Nullable String timeZone,
            String phrase,
            List<String> notes)
            implements When {
        public Offset {
            notes = List.copyOf(notes);
        }

        Offset(int amount, Unit unit, boolean before, String phrase, List<String> notes) {
            this(amount, unit, before, usual(unit), null, phrase, notes);
        }

        /** The same, with a note that these words beside it were not understood. */
        Offset without(String words) {
            String note = "\"" + words + "\" beside \"" + phrase + "\" was not understood; it is checked by \"" + cron
                    + "\".";
            return new Offset(
                    amount,
                    unit,
                    before,
                    cron,
                    timeZone,
                    phrase,
                    Stream.concat(notes.stream(), Stream.of(note)).toList());
        }

        /** The same, checked when that says. */
        Offset checked(Rhythm rhythm) {
            return new Offset(
                    amount,
                    unit,
                    before,
                    rhythm.cron(),
                    rhythm.timeZone(),
                    phrase + " " + rhythm.phrase(),
                    Stream.concat(notes.stream(), rhythm.notes().stream()).toList());
        }

        private static String usual(Unit unit) {
            return switch (unit) {
                case MINUTE -> "*/5 * * * *";
                case HOUR -> Cron.HOURLY.toString();
                case DAY, WEEK, MONTH -> Cron.MORNINGS.toString();
            };
        }

        /** Whether it is checked once a day, so that a time of day can be added. */
        boolean isDaily() {
            return unit != Unit.MINUTE && unit != Unit.HOUR;
        }
    }

    /** The units of an offset. */
    enum Unit implements WireName {
        MINUTE("minute"),
        HOUR("hour"),
        DAY("day"),
        WEEK("week"),
        MONTH("month");

        private final String wireName;

        Unit(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static Unit of(String wireName) {
            return WireName.parse(Unit.class, wireName);
        }
    }
}
