package dev.stepfold.projection.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BoundedLookupsTest {
    private static final DocumentId CLINIC = new DocumentId("clinic");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void saysWhatTheLookupSays() {
        BoundedLookups lookups = new BoundedLookups(_ -> new Lookup.Unknown(), PATIENCE, 1);

        assertThat(lookups.lookup(CLINIC)).isEqualTo(new Lookup.Unknown());
        assertThat(lookups.lookup(CLINIC)).isEqualTo(new Lookup.Unknown());
    }

    @Test
    void isNotReadyWhileTheStoreHangsAndReadyAfterwards() {
        // Given
        CountDownLatch kafkaIsBack = new CountDownLatch(1);
        BoundedLookups lookups = new BoundedLookups(hangUntil(kafkaIsBack), Duration.ofMillis(20), 2);

        // When
        Lookup first = lookups.lookup(CLINIC);
        Lookup second = lookups.lookup(CLINIC);
        Lookup third = lookups.lookup(CLINIC);

        // Then
        Lookup hanging = new Lookup.NotReady("the store does not answer, it may be waiting for Kafka");
        assertThat(first).isEqualTo(hanging);
        assertThat(second).isEqualTo(hanging);
        assertThat(third).isEqualTo(new Lookup.NotReady("too many lookups are under way"));
        kafkaIsBack.countDown();
        Awaitility.await()
                .untilAsserted(() -> assertThat(lookups.lookup(CLINIC)).isEqualTo(new Lookup.Unknown()));
    }

    @Test
    void handsOnAFailureAndFreesItsPlace() {
        BoundedLookups lookups = new BoundedLookups(
                _ -> {
                    throw new IllegalStateException("a bug");
                },
                PATIENCE,
                1);

        assertThatThrownBy(() -> lookups.lookup(CLINIC)).rootCause().hasMessage("a bug");
        assertThatThrownBy(() -> lookups.lookup(CLINIC)).rootCause().hasMessage("a bug");
    }

    private static java.util.function.Function<DocumentId, Lookup> hangUntil(CountDownLatch latch) {
        return _ -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Lookup.Unknown();
        };
    }
}
