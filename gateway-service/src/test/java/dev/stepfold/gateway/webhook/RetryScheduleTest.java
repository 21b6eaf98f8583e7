package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetryScheduleTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant DEADLINE = START.plus(RetrySchedule.DAY);

    @Test
    void triesForADayAndALastTimeAtItsEnd() {
        RetrySchedule schedule = new RetrySchedule(() -> 0.5);
        List<Duration> attempts = new ArrayList<>();
        Optional<Instant> next = Optional.of(START);
        for (int failures = 1; next.isPresent(); failures++) {
            attempts.add(Duration.between(START, next.get()));
            next = schedule.next(failures, next.get(), DEADLINE, Optional.empty());
        }

        assertThat(attempts)
                .startsWith(
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(35),
                        Duration.ofMinutes(5).plusSeconds(35))
                .endsWith(Duration.ofDays(1))
                .hasSize(13);
    }

    @Test
    void waitsALittleShorterOrLonger() {
        assertThat(next(0)).isEqualTo(START.plusSeconds(4));
        assertThat(next(1)).isEqualTo(START.plusSeconds(6));
    }

    private static Instant next(double random) {
        return new RetrySchedule(() -> random)
                .next(1, START, DEADLINE, Optional.empty())
                .orElseThrow();
    }

    @Test
    void waitsAsLongAsTheServerAsksButNotLongerThanTheDay() {
        RetrySchedule schedule = new RetrySchedule(() -> 0.5);

        assertThat(schedule.next(1, START, DEADLINE, Optional.of(Duration.ofMinutes(3))))
                .contains(START.plus(Duration.ofMinutes(3)));
        assertThat(schedule.next(1, START, DEADLINE, Optional.of(Duration.ofSeconds(1))))
                .contains(START.plusSeconds(5));
        assertThat(schedule.next(1, START, DEADLINE, Optional.of(Duration.ofDays(9))))
                .contains(DEADLINE);
    }

    @Test
    void countsTheDayOfAnEventThatCameWhileOthersFailedFromWhenItCame() {
        LaneState lane = LaneState.of(new Lane(new WebhookId("w"), new DocumentId("d")), 3);
        Instant later = START.plus(Duration.ofHours(5));

        LaneState failing = lane.failed(START, START.plusSeconds(5), "down").gaveUp(3, DEADLINE);

        assertThat(failing.deadline(START.minusSeconds(9), DEADLINE, RetrySchedule.DAY))
                .isEqualTo(DEADLINE);
        assertThat(failing.deadline(later, DEADLINE, RetrySchedule.DAY)).isEqualTo(later.plus(RetrySchedule.DAY));
        assertThat(failing.delivered(4).deadline(START, DEADLINE, RetrySchedule.DAY))
                .as("one was taken in between")
                .isEqualTo(DEADLINE.plus(RetrySchedule.DAY));
    }
}
