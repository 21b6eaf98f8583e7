package dev.stepfold.generation.builtin.time;

import java.util.Map;
import java.util.Optional;

/** A part of the day. It tells which half of the day a time such as "9" means. */
enum PartOfDay {
    MORNING(8),
    AFTERNOON(14),
    EVENING(18),
    NIGHT(22);

    private static final Map<String, PartOfDay> WORDS = Map.ofEntries(
            Map.entry("morning", MORNING),
            Map.entry("mornings", MORNING),
            Map.entry("afternoon", AFTERNOON),
            Map.entry("afternoons", AFTERNOON),
            Map.entry("evening", EVENING),
            Map.entry("evenings", EVENING),
            Map.entry("night", NIGHT),
            Map.entry("nights", NIGHT),
            Map.entry("nightly", NIGHT));

    private final int usualHour;

    PartOfDay(int usualHour) {
        this.usualHour = usualHour;
    }

    static Optional<PartOfDay> of(String word) {
        return Optional.ofNullable(WORDS.get(word));
    }

    /** The time if only the part of the day is named. */
    ClockTime usual() {
        return ClockTime.of(usualHour, 0);
    }

    /** A time within this part of the day: "9" in the evening is 21:00. */
    ClockTime within(ClockTime time) {
        if (time.halfKnown()) {
            return time;
        }
        int hour = time.hour();
        boolean later = switch (this) {
            case MORNING -> false;
            case AFTERNOON, EVENING -> hour < 12;
            case NIGHT -> hour >= 6 && hour < 12;
        };
        boolean midnight = hour == 12 && (this == EVENING || this == NIGHT);
        return ClockTime.of(midnight ? 0 : later ? hour + 12 : hour, time.minute());
    }

    /** Whether a time can lie in it. */
    boolean has(ClockTime time) {
        int hour = time.hour();
        return switch (this) {
            case MORNING -> hour < 12;
            case AFTERNOON -> hour >= 12 && hour < 19;
            case EVENING -> hour >= 16 || hour == 0;
            case NIGHT -> hour >= 18 || hour < 7;
        };
    }
}
