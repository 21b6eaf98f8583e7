package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(30));

    @Test
    void doublesWithEveryDeathInARow() {
        assertThat(BACKOFF.delay(1, 1.0)).isEqualTo(Duration.ofMillis(100));
        assertThat(BACKOFF.delay(2, 1.0)).isEqualTo(Duration.ofMillis(200));
        assertThat(BACKOFF.delay(5, 1.0)).isEqualTo(Duration.ofMillis(1600));
    }

    @Test
    void neverWaitsLongerThanTheBoundHoweverOftenItDied() {
        assertThat(BACKOFF.delay(8, 1.0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(BACKOFF.delay(Integer.MAX_VALUE, 1.0)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void spreadsTheWaitOverItsUpperHalf() {
        assertThat(BACKOFF.delay(1, 0.0)).isEqualTo(Duration.ofMillis(50));
        assertThat(BACKOFF.delay(1, 0.5)).isEqualTo(Duration.ofMillis(75));
    }

    @Test
    void countsFromTheStartAgainAfterAGoodRun() {
        assertThat(BACKOFF.deathsInARow(0, Duration.ZERO)).isEqualTo(1);
        assertThat(BACKOFF.deathsInARow(6, Duration.ofSeconds(29))).isEqualTo(7);
        assertThat(BACKOFF.deathsInARow(6, Duration.ofSeconds(30))).isEqualTo(1);
    }

    @Test
    void refusesABackoffThatDoesNotWait() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("0 < first <= max");
    }
}
