package dev.stepfold.benchmarks;

import java.time.Duration;
import java.util.Arrays;

/** Records the latencies of arriving events. Written by one thread; the counts are read by others. */
final class Latencies implements EventStreams.Arrivals {
    private final Begin begin;
    private final long[] nanos;
    private int measured;
    private volatile boolean measuring;
    private volatile long arrived;
    private volatile long disordered;
    private volatile long lastAtNanos;

    /** When the time of an event began: {@link System#nanoTime}. */
    interface Begin {
        long nanos(int document, long sequence);
    }

    /** @param countMax how many events are measured at most */
    Latencies(Begin begin, int countMax) {
        this.begin = begin;
        this.nanos = new long[countMax];
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void arrived(int stream, int document, long sequence, boolean inOrder) {
        long now = System.nanoTime();
        if (!inOrder) {
            disordered++;
        }
        if (measuring && measured < nanos.length) {
            nanos[measured++] = now - begin.nanos(document, sequence);
        }
        lastAtNanos = now;
        arrived++;
    }

    /** Measures events from now on, while none is under way. */
    void begin() {
        measured = 0;
        measuring = true;
    }

    long arrived() {
        return arrived;
    }

    long disordered() {
        return disordered;
    }

    /** When the last event arrived: {@link System#nanoTime}. */
    long lastAtNanos() {
        return lastAtNanos;
    }

    /** The measured times, once all events have arrived. */
    Figures figures() {
        return new Figures(
                Arrays.stream(nanos, 0, measured).mapToObj(Duration::ofNanos).toList());
    }
}
