package dev.stepfold.agentexport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares when a reader says that expressions fire with when they do. */
final class Comparison {
    private final ZoneId zone;
    private final @Nullable ClockRule rule;
    private final List<Window> windows;
    private final List<String> wrong = new ArrayList<>();

    private Comparison(ZoneId zone, @Nullable ClockRule rule, List<Window> windows) {
        this.zone = zone;
        this.rule = rule;
        this.windows = windows;
    }

    /** Over two years, and every minute around the changes of the clocks, at which the reader does as the rule says. */
    static Comparison with(ClockRule rule, String zone) {
        List<Window> windows = new ArrayList<>(Window.in(ZoneId.of(zone)));
        windows.addAll(Window.ofChanges(ZoneId.of(zone)));
        return new Comparison(ZoneId.of(zone), rule, windows);
    }

    /** Over two years, without an hour before and after each change of the clocks, at which the reader has no rule. */
    static Comparison withoutChanges(String zone) {
        return new Comparison(ZoneId.of(zone), null, Window.in(ZoneId.of(zone)));
    }

    /** The first times of two years, for readers that take theirs. */
    static Comparison ofTheFirst(int max, String zone) {
        return new Comparison(ZoneId.of(zone), null, List.of(Window.ofTheFirst(max)));
    }

    /** @param parts what says it together; a time that two of them have is there twice */
    <T> void add(String cron, List<T> parts, Reading<T> reading) {
        for (Window window : windows) {
            List<Instant> expected = Firings.of(Crons.read(cron), zone, rule, window);
            List<Instant> read = parts.stream()
                    .flatMap(part -> reading.firings(part, zone, window).stream())
                    .sorted()
                    .limit(window.max())
                    .toList();
            List<Instant> actual = read.stream()
                    .filter(time -> rule != null || !Firings.isNearChange(time, zone))
                    .toList();
            if (read.size() == window.max()) {
                expected = expected.subList(0, Math.min(expected.size(), actual.size()));
            }
            if (!actual.equals(expected)) {
                wrong.add(difference(cron, expected, actual));
                return;
            }
        }
    }

    void assertNothingDiffers() {
        assertThat(wrong).isEmpty();
    }

    private static String difference(String cron, List<Instant> expected, List<Instant> actual) {
        int same = 0;
        while (same < Math.min(expected.size(), actual.size())
                && expected.get(same).equals(actual.get(same))) {
            same++;
        }
        return cron + ": " + at(actual, same) + " in the place of " + at(expected, same);
    }

    private static String at(List<Instant> firings, int index) {
        return firings.subList(Math.min(index, firings.size()), Math.min(index + 3, firings.size()))
                .toString();
    }

    /** How a library reads a part. */
    interface Reading<T> {
        List<Instant> firings(T part, ZoneId zone, Window window);
    }
}
