package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DocumentQuotaTest {
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
    private final DocumentQuota quota = new DocumentQuota(KafkaNames.DEFAULT, 2, clock);

    @Test
    void refusesEveryDocumentWhileTheClusterAllowsNoFurtherTopic() {
        quota.clusterHasRoom(false);
        assertThat(quota.admit(A)).isEmpty();

        quota.clusterHasRoom(true);
        assertThat(quota.admit(A)).isPresent();
    }

    @Test
    void countsDocumentTopicsAndNothingElse() {
        quota.listed(Set.of(
                KafkaNames.DEFAULT.document(A),
                KafkaNames.DEFAULT.commands(),
                KafkaNames.DEFAULT.stepEvents(),
                "other"));

        assertThat(quota.counted()).isEqualTo(1);
        assertThat(quota.admit(B)).isPresent();
        assertThat(quota.admit(C)).isEmpty();
    }

    @Test
    void countsADocumentOnceWhenItsTopicAppears() {
        quota.admit(A).orElseThrow().keep();
        quota.listed(Set.of(KafkaNames.DEFAULT.document(A)));

        assertThat(quota.counted()).isEqualTo(1);
    }

    @Test
    void countsADocumentThatWasKeptAfterItsAdmissionIsClosed() {
        try (DocumentQuota.Admission admission = quota.admit(A).orElseThrow()) {
            admission.keep();
        }

        assertThat(quota.counted()).isEqualTo(1);
    }

    @Test
    void forgetsWhatWasWithdrawnOrNeverCame() {
        quota.admit(A).orElseThrow().close();
        assertThat(quota.counted()).isZero();

        quota.admit(B).orElseThrow().keep();
        now = now.plus(Duration.ofMinutes(2));
        quota.listed(Set.of());
        assertThat(quota.counted()).isZero();
    }
}
