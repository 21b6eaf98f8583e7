package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients that are held at once: {@value #HELD_MAX} at most, {@value #HELD_OF_OWNER_MAX} of one owner. A further one is cut
 * off.
 */
public final class HeldStreams {
    static final int HELD_MAX = 1_000;
    static final int HELD_OF_OWNER_MAX = 250;

    private final Map<Owner, Integer> ofOwners = new HashMap<>();
    private int held;

    /** Holds a client until its stream is opened, or it is closed. */
    public StreamSource hold(Owner owner, HeldStream.Opening opening) {
        return take(owner) ? new HeldStream(opening, () -> giveBack(owner)) : new CutOff();
    }

    private synchronized boolean take(Owner owner) {
        if (held >= HELD_MAX || ofOwners.getOrDefault(owner, 0) >= HELD_OF_OWNER_MAX) {
            return false;
        }
        held++;
        ofOwners.merge(owner, 1, Integer::sum);
        return true;
    }

    private synchronized void giveBack(Owner owner) {
        held--;
        ofOwners.computeIfPresent(owner, (_, now) -> now > 1 ? now - 1 : null);
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
