package dev.stepfold.generation.builtin.time;

/**
 * A time of day.
 *
 * @param hour 0 to 23
 * @param minute 0 to 59
 * @param halfKnown whether the words say which half of the day is meant: "5 pm", "17:00", "05:00", but not "5"
 */
record ClockTime(int hour, int minute, boolean halfKnown) {
    /** Hours from this one on are taken for the morning if nothing else is said. */
    private static final int FIRST_USUAL_HOUR = 7;

    static ClockTime of(int hour, int minute) {
        return new ClockTime(hour, minute, true);
    }

    /** Whether it may as well be 12 hours later: nobody knows whether "at 5" is in the morning. */
    boolean ambiguous() {
        return !halfKnown && hour > 0 && hour < FIRST_USUAL_HOUR;
    }

    /** The same in the second half of the day. */
    ClockTime afternoon() {
        return of(hour < 12 ? hour + 12 : hour, minute);
    }

    @Override
    public String toString() {
        return "%d:%02d".formatted(hour, minute);
    }
}
