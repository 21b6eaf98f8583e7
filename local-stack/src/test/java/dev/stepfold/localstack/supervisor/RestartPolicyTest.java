package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Backoff;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final RestartPolicy POLICY = new RestartPolicy(
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)), Duration.ofSeconds(30), Duration.ofSeconds(1));

    @Test
    void doublesWithEveryDeathInARow() {
        assertThat(POLICY.delay(1, 1.0)).isEqualTo(Duration.ofMillis(100));
        assertThat(POLICY.delay(2, 1.0)).isEqualTo(Duration.ofMillis(200));
        assertThat(POLICY.delay(5, 1.0)).isEqualTo(Duration.ofMillis(1600));
    }

    @Test
    void neverWaitsLongerThanTheBoundHoweverOftenItDied() {
        assertThat(POLICY.delay(8, 1.0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(POLICY.delay(Integer.MAX_VALUE, 1.0)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void spreadsTheWaitOverItsUpperHalf() {
        assertThat(POLICY.delay(1, 0.0)).isEqualTo(Duration.ofMillis(50));
        assertThat(POLICY.delay(1, 0.5)).isEqualTo(Duration.ofMillis(75));
    }

    @Test
    void countsFromTheStartAgainAfterAGoodRun() {
        assertThat(POLICY.deathsInARow(0, Duration.ZERO)).isEqualTo(1);
        assertThat(POLICY.deathsInARow(6, Duration.ofSeconds(29))).isEqualTo(7);
        assertThat(POLICY.deathsInARow(6, Duration.ofSeconds(30))).isEqualTo(1);
    }
}
