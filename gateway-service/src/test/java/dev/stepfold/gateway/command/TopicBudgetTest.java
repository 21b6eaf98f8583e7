package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TopicBudgetTest {
    private static final DocumentId A = new DocumentId("a");
    private static final DocumentId B = new DocumentId("b");
    private static final DocumentId C = new DocumentId("c");

    private Instant now = Instant.EPOCH;
    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final TopicBudget budget = new TopicBudget(2, clock);

    @Test
    void countsDocumentTopicsAndNothingElse() {
        budget.listed(Set.of(Topics.document(A), Topics.COMMANDS, Topics.STEP_EVENTS, "other"));

        assertThat(budget.counted()).isEqualTo(1);
        assertThat(budget.admit(B)).isTrue();
        assertThat(budget.admit(C)).isFalse();
    }

    @Test
    void countsADocumentOnceWhenItsTopicAppears() {
        budget.admit(A);
        budget.listed(Set.of(Topics.document(A)));

        assertThat(budget.counted()).isEqualTo(1);
    }

    @Test
    void forgetsWhatWasWithdrawnOrNeverCame() {
        budget.admit(A);
        budget.withdraw(A);
        assertThat(budget.counted()).isZero();

        budget.admit(B);
        now = now.plus(Duration.ofMinutes(2));
        budget.listed(Set.of());
        assertThat(budget.counted()).isZero();
    }
}
