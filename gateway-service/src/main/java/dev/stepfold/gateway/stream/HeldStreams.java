package dev.stepfold.gateway.stream;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** The clients that are held at once: {@value #HELD_MAX} at most. A further one is cut off. */
public final class HeldStreams {
    static final int HELD_MAX = 1_000;

    private final Semaphore places = new Semaphore(HELD_MAX);

    /** Holds a client until its stream is opened, or it is closed. */
    public StreamSource hold(HeldStream.Opening opening) {
        return places.tryAcquire() ? new HeldStream(opening, places::release) : new CutOff();
    }

    /** A stream that ends at once. */
    private static final class CutOff implements StreamSource {
        @Override
        public Next next() {
            return new Next.End(Next.EndReason.LOG_UNAVAILABLE);
        }

        @Override
        public Next next(Duration patience) {
            return next();
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }
}
