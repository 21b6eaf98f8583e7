package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/** The nights in which Berlin has no 2:30, and has it twice. */
final class ClockChange {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Window SKIPPED = night("2027-03-28T00:00:00Z", "2027-03-28T02:00:00Z");
    private static final Window REPEATED = night("2027-10-30T23:00:00Z", "2027-10-31T03:00:00Z");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mmxxx");

    private ClockChange() {}

    private static Window night(String after, String until) {
        return new Window(Instant.parse(after), Instant.parse(until), 10);
    }

    /**
     * Asserts when something fires from 1:00 to 4:00 in these nights.
     *
     * @param skipped times with their offsets, in the night without 2:30
     * @param repeated the same, in the night with two
     */
    static <T> void assertFirings(T text, String skipped, String repeated, Comparison.Reading<T> reading) {
        assertThat(firings(text, SKIPPED, reading)).isEqualTo(skipped);
        assertThat(firings(text, REPEATED, reading)).isEqualTo(repeated);
    }

    private static <T> String firings(T text, Window night, Comparison.Reading<T> reading) {
        return reading.firings(text, BERLIN, night).stream()
                .map(time -> TIME.format(time.atZone(BERLIN)))
                .collect(Collectors.joining(" "));
    }
}
