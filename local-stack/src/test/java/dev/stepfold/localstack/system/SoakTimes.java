package dev.stepfold.localstack.system;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** How long everything took during a soak, and what was answered instead of what was asked for. */
final class SoakTimes {
    private static final int MICROS_BITS = 32;
    private static final long MICROS_MASK = (1L << MICROS_BITS) - 1;

    private final Instant epoch;
    private final Map<What, Series> series = new EnumMap<>(What.class);
    private final Map<String, Series> refusals = new TreeMap<>();

    /** @param epoch before anything that is timed */
    SoakTimes(Instant epoch) {
        this.epoch = epoch;
    }

    /** What is timed. */
    enum What {
        CREATE("create → 202"),
        FURTHER("further run → 202"),
        CONTROL("pause, resume, cancel, retry → 202"),
        ERASE("erase → 202"),
        FRAME("decided → frame at a watcher"),
        RUN("run, without the model's time"),
        GET("GET of a document"),
        LIST("list of 50");

        private final String words;

        What(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Moments in milliseconds since the epoch of these times, each with microseconds, packed. */
    private static final class Series {
        private long[] packed = new long[1024];
        private int count;

        void add(long atMs, long micros) {
            if (count == packed.length) {
                packed = Arrays.copyOf(packed, count * 2);
            }
            packed[count++] = atMs << MICROS_BITS | Math.clamp(micros, 0, MICROS_MASK);
        }

        long[] micros(LongPredicate when) {
            return Arrays.stream(packed, 0, count)
                    .filter(entry -> when.test(entry >>> MICROS_BITS))
                    .map(entry -> entry & MICROS_MASK)
                    .sorted()
                    .toArray();
        }
    }

    synchronized void took(What what, Instant at, Duration time) {
        series.computeIfAbsent(what, _ -> new Series()).add(sinceEpoch(at), time.toNanos() / 1_000);
    }

    synchronized void refused(String what) {
        refusals.computeIfAbsent(what, _ -> new Series()).add(sinceEpoch(Instant.now()), 0);
    }

    /** By the code of the problem, where the answer has one. */
    void refused(String what, HttpResponse<String> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String code = type.contains("json")
                ? " " + Client.json(answer.body()).path("code").asText()
                : "";
        refused(what + " " + answer.statusCode() + code);
    }

    /** In milliseconds, the shortest first. */
    synchronized double[] millis(What what, Window window) {
        Series all = series.get(what);
        return all == null
                ? new double[0]
                : Arrays.stream(all.micros(inside(window)))
                        .mapToDouble(micros -> micros / 1e3)
                        .toArray();
    }

    /** How often something was refused, by what it was. */
    synchronized Map<String, Integer> refused(Window window) {
        Map<String, Integer> counts = new TreeMap<>();
        refusals.forEach((what, all) -> counts.put(what, all.micros(inside(window)).length));
        return counts;
    }

    private LongPredicate inside(Window window) {
        return atMs -> window.holds(epoch.plusMillis(atMs));
    }

    private long sinceEpoch(Instant at) {
        return Math.max(0, Duration.between(epoch, at).toMillis());
    }

    /** Which moments count. */
    @FunctionalInterface
    interface Window {
        boolean holds(Instant at);
    }
}
