package dev.stepfold.generation.builtin.time;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of day.
 *
 * @param hour 0 to 23
 * @param minute 0 to 59
 */
record ClockTime(int hour, int minute) {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,2})(?:[:.](\\d{2}))?([ap]m)?");

    /** Reads "9", "9am", "9:30", "17.00", "noon". */
    static Optional<ClockTime> parse(String word) {
        if (word.equals("noon") || word.equals("midday")) {
            return Optional.of(new ClockTime(12, 0));
        }
        if (word.equals("midnight")) {
            return Optional.of(new ClockTime(0, 0));
        }
        Matcher written = WRITTEN.matcher(word);
        if (!written.matches()) {
            return Optional.empty();
        }
        int hour = Integer.parseInt(written.group(1));
        int minute = written.group(2) == null ? 0 : Integer.parseInt(written.group(2));
        if (written.group(3) != null) {
            hour = hour % 12 + (written.group(3).equals("pm") ? 12 : 0);
        }
        return hour < 24 && minute < 60 ? Optional.of(new ClockTime(hour, minute)) : Optional.empty();
    }
}
