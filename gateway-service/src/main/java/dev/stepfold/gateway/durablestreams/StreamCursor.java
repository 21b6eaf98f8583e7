package dev.stepfold.gateway.durablestreams;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cursor that the next live request echoes: caches then treat requests of one interval as the same, and never answer a
 * client twice with one response (Durable Streams, "Caching and collapsing").
 */
public final class StreamCursor {
    private static final Instant EPOCH = Instant.parse("2024-10-09T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(20);

    /** A cursor that would not advance is moved on by up to an hour. */
    private static final int JITTER_INTERVALS_MAX = 180;

    /** At most 15 digits, so that adding to it never overflows. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");

    private StreamCursor() {}

    /**
     * The cursor of a response.
     *
     * @param echoed the cursor that the client sent, if any; one that is malformed does not count
     */
    public static String next(Instant now, @Nullable String echoed, RandomGenerator random) {
        long current = Duration.between(EPOCH, now).dividedBy(INTERVAL);
        if (echoed == null || !NUMBER.matcher(echoed).matches()) {
            return Long.toString(current);
        }
        long before = Long.parseLong(echoed);
        return Long.toString(before < current ? current : before + random.nextInt(1, JITTER_INTERVALS_MAX + 1));
    }
}
