package dev.stepfold.gateway.access;

import dev.stepfold.fairpermits.FairPermits;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits how many expensive reads run at once: those that replay a log, hold a whole state or look through many
 * documents. The reads of one owner that run or wait are limited, and at most three quarters of all running reads are
 * one owner's. Permits are shared fairly among the owners that wait.
 */
public final class ReadPermits {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Limits limits;
    private final FairPermits permits;
    private final Map<Owner, Integer> begunByOwner = new HashMap<>();
    private int begun;

    /**
     * The limits.
     *
     * @param inAll how many reads run at once
     * @param perOwner how many reads of one owner run or wait; 0 for no limit
     * @param waiting how many reads of all owners wait at once
     * @param waitMax how long one read waits
     */
    public record Limits(int inAll, int perOwner, int waiting, Duration waitMax) {}

    public ReadPermits(Limits limits) {
        this.limits = limits;
        this.permits = new FairPermits(limits.inAll, Math.max(1, limits.inAll * 3 / 4));
    }

    /** Closing a permit releases it, whoever closes it. */
    public interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for a permit.
     *
     * @throws ProblemException {@code too-many-reads-of-owner} or {@code too-many-reads}
     */
    public Permit take(Owner owner) {
        begin(owner);
        FairPermits.Permit permit = permits.request(owner);
        boolean come = false;
        try {
            come = permit.await(limits.waitMax);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (!come) {
                permit.close();
                end(owner);
            }
        }
        if (!come) {
            throw tooMany();
        }
        return new HeldPermit(owner, permit);
    }

    private synchronized void begin(Owner owner) {
        int ofOwner = begunByOwner.getOrDefault(owner, 0);
        if (limits.perOwner > 0 && ofOwner >= limits.perOwner) {
            throw ProblemException.passing(
                    ProblemCode.TOO_MANY_READS_OF_OWNER,
                    "The owner has reached its limit of concurrent reads.",
                    RETRY_AFTER);
        }
        if (begun >= limits.inAll + limits.waiting) {
            throw tooMany();
        }
        begunByOwner.put(owner, ofOwner + 1);
        begun++;
    }

    private synchronized void end(Owner owner) {
        begun--;
        begunByOwner.computeIfPresent(owner, (_, now) -> now > 1 ? now - 1 : null);
    }

    private static ProblemException tooMany() {
        return ProblemException.passing(
                ProblemCode.TOO_MANY_READS, "This gateway has reached its limit of concurrent reads.", RETRY_AFTER);
    }

    private final class HeldPermit implements Permit {
        private final Owner owner;
        private final FairPermits.Permit permit;
        private boolean closed;

        HeldPermit(Owner owner, FairPermits.Permit permit) {
            this.owner = owner;
            this.permit = permit;
        }

        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            permit.close();
            end(owner);
        }
    }
}
