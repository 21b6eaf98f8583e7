package dev.stepfold.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.Owner;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WriteRatesTest {
    private static final Owner ALICE = new Owner("alice");
    private static final Owner BOB = new Owner("bob");

    private final AtomicLong nanos = new AtomicLong();
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    @Test
    void letsAnOwnerWriteInABurstAndThenAtTheRate() {
        WriteRates rates = new WriteRates(2, 3, time);
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take(ALICE)).isZero();
        }

        assertThat(rates.take(ALICE)).isEqualTo(Duration.ofMillis(500));

        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(rates.take(ALICE)).isZero();
        assertThat(rates.take(ALICE)).isPositive();
    }

    @Test
    void doesNotLetOneOwnerHoldUpAnother() {
        WriteRates rates = new WriteRates(1, 1, time);

        assertThat(rates.take(ALICE)).isZero();
        assertThat(rates.take(ALICE)).isPositive();
        assertThat(rates.take(BOB)).isZero();
    }

    @Test
    void forgetsTheOwnerThatHasNotWrittenForLongest() {
        WriteRates rates = new WriteRates(1, 1, time);
        rates.take(ALICE);
        for (int i = 1; i < WriteRates.OWNERS_MAX; i++) {
            rates.take(new Owner("owner-" + i));
        }
        assertThat(rates.take(ALICE)).isPositive();

        rates.take(BOB);

        assertThat(rates.take(ALICE)).as("written lately, so kept").isPositive();
        assertThat(rates.take(new Owner("owner-1"))).as("given up").isZero();
    }

    @Test
    void countsNothingWithoutALimit() {
        WriteRates rates = new WriteRates(0, 1, time);

        for (int i = 0; i < 1_000; i++) {
            assertThat(rates.take(ALICE)).isZero();
        }
    }
}
