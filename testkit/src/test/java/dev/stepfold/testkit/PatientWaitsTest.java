package dev.stepfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PatientWaitsTest {
    /** What Awaitility gives a wait by itself. */
    private static final Duration IMPATIENT = Duration.ofSeconds(10);

    @Test
    void giveAWaitThatNamesNoTimeMoreThanTenSeconds() {
        AtomicLong leftMs = new AtomicLong();

        await().conditionEvaluationListener(condition -> leftMs.set(condition.getRemainingTimeInMS()))
                .until(() -> true);

        assertThat(leftMs.get()).isGreaterThan(IMPATIENT.toMillis());
    }
}
