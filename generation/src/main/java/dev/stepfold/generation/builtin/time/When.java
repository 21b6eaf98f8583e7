package dev.stepfold.generation.builtin.time;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** A time that a text names. */
public sealed interface When {
    /** The words that name it. */
    String phrase();

    /**
     * By the clock and the calendar.
     *
     * @param cron five fields in Unix order, {@code L} for the last day of a month
     * @param exact whether the cron says exactly what the words say; it cannot express "every 90 minutes"
     */
    record Rhythm(String cron, String phrase, boolean exact) implements When {}

    /** A distance before or after a stored date: "three days before the due date". */
    record Offset(int amount, Unit unit, boolean before, String phrase) implements When {
        /** How often to check whether it is time. */
        public String cron() {
            return switch (unit) {
                case MINUTE -> "*/5 * * * *";
                case HOUR -> Cron.HOURLY.toString();
                case DAY, WEEK, MONTH -> Cron.MORNINGS.toString();
            };
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
