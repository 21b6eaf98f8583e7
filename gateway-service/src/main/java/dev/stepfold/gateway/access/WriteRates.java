package dev.stepfold.gateway.access;

import dev.stepfold.schemas.Owner;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits how fast each owner may write, with a token bucket per owner. Holds the buckets of the {@value #OWNERS_MAX}
 * owners that wrote last. An owner whose bucket was dropped starts with a full one, which it would also have after
 * being idle for as long as a bucket takes to fill.
 */
public final class WriteRates {
    static final int OWNERS_MAX = 10_000;

    private final int perSecond;
    private final int burst;
    private final TimeMeter time;
    private final Map<Owner, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Owner, Bucket> eldest) {
            return size() > OWNERS_MAX;
        }
    };

    /**
     * @param perSecond how many writes a second an owner may make in the long run; 0 for no limit
     * @param burst how many writes an owner may make at once
     */
    public WriteRates(int perSecond, int burst) {
        this(perSecond, burst, TimeMeter.SYSTEM_NANOTIME);
    }

    WriteRates(int perSecond, int burst, TimeMeter time) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.time = time;
    }

    /**
     * Counts a write.
     *
     * @return how long the owner has to wait before the next write; zero if this one is allowed
     */
    public Duration take(Owner owner) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        ConsumptionProbe probe = bucket(owner).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(Owner owner) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    owner,
                    _ -> Bucket.builder()
                            .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                            .withCustomTimePrecision(time)
                            .build());
        }
    }
}
