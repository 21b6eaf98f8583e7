package dev.stepfold.agentexport;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which firings are compared.
 *
 * @param after none before or at it
 * @param until none at or after it
 * @param max how many at most
 */
record Window(Instant after, Instant until, int max) {
    static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2029-01-01T00:00:00Z");

    static Window ofTheFirst(int max) {
        return new Window(BEGIN.minusSeconds(1), END, max);
    }

    /** From the beginning of two years, and from the day before each change of the clocks in them. */
    static List<Window> in(ZoneId zone) {
        List<Window> windows = new ArrayList<>(List.of(ofTheFirst(60)));
        changes(zone).forEach(change -> windows.add(new Window(change.minus(Duration.ofHours(26)), END, 60)));
        return windows;
    }

    /** Enough for every minute from an hour before a change of the clocks to an hour after it. */
    static List<Window> ofChanges(ZoneId zone) {
        return changes(zone)
                .map(change -> new Window(change.minus(Duration.ofMinutes(61)), END, 150))
                .toList();
    }

    private static Stream<Instant> changes(ZoneId zone) {
        return Stream.iterate(
                        zone.getRules().nextTransition(BEGIN),
                        change -> change != null && change.getInstant().isBefore(END),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .map(ZoneOffsetTransition::getInstant);
    }

    boolean contains(Instant time) {
        return time.isAfter(after) && time.isBefore(until);
    }
}
