package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SetClock;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class OutboxTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PARTITION = 0;
    private static final WebhookId ONE = new WebhookId("one");
    private static final WebhookId TWO = new WebhookId("two");
    private static final WebhookId OF_BOB = new WebhookId("of-bob");
    private static final Map<WebhookId, Owner> OWNERS =
            Map.of(ONE, new Owner("alice"), TWO, new Owner("alice"), OF_BOB, new Owner("bob"));

    private final SetClock clock = new SetClock(START);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private Outbox outbox = outbox(Outbox.Limits.DEFAULT);

    private Outbox outbox(Outbox.Limits limits) {
        return new Outbox(
                clock,
                new RetrySchedule(() -> 0.5),
                limits,
                new Journal(producer, "webhooks", "deliveries", "test"),
                OWNERS::get);
    }

    @Test
    void givesOutALaneOnceAtATimeAndItsEventsOneAfterAnother() throws Exception {
        arrive(ONE, "d", 3);
        arrive(ONE, "d", 4);

        Due first = outbox.take();
        assertThat(first.state().done()).isEqualTo(2);
        assertNothingIsDue();
        settle(first, new Outcome.Delivered(3));
        Due second = outbox.take();
        settle(second, new Outcome.Delivered(4));

        assertThat(second.state().done()).isEqualTo(3);
        assertNothingIsDue();
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void letsWebhooksTakeTurns() throws Exception {
        for (int i = 0; i < 3; i++) {
            arrive(ONE, "d" + i, 0);
        }
        arrive(TWO, "d0", 0);
        arrive(OF_BOB, "d0", 0);

        assertThat(List.of(taken(), taken(), taken())).containsExactly(ONE, TWO, OF_BOB);
    }

    @Test
    void limitsWhatIsUnderWayForOneWebhookOneOwnerAndInAll() throws Exception {
        outbox = outbox(new Outbox.Limits(4, 3, 2, 100, 100, 100));
        for (int i = 0; i < 5; i++) {
            arrive(ONE, "d" + i, 0);
            arrive(TWO, "d" + i, 0);
            arrive(OF_BOB, "d" + i, 0);
        }

        List<WebhookId> taken = List.of(taken(), taken(), taken(), taken());

        assertThat(taken).containsExactlyInAnyOrder(ONE, TWO, OF_BOB, ONE);
        assertNothingIsDue();
    }

    @Test
    void doesNotGiveOneOwnerMoreThanItsPart() throws Exception {
        outbox = outbox(new Outbox.Limits(10, 3, 2, 100, 100, 100));
        for (int i = 0; i < 5; i++) {
            arrive(ONE, "d" + i, 0);
            arrive(TWO, "d" + i, 0);
        }

        Due first = outbox.take();
        outbox.take();
        outbox.take();
        assertNothingIsDue();
        settle(first, new Outcome.Delivered(0));

        assertThat(taken()).isEqualTo(TWO);
        assertNothingIsDue();
    }

    @Test
    void givesUpAnEventOfADocumentTooMany() throws Exception {
        outbox = outbox(new Outbox.Limits(10, 10, 10, 2, 100, 100));
        arrive(ONE, "d0", 0);
        arrive(ONE, "d1", 0);
        arrive(ONE, "d2", 7);
        arrive(ONE, "d0", 1);

        assertThat(outbox.pending()).isEqualTo(2);
        assertThat(journal()).containsKey("d2/one/7").doesNotContainKey("d0/one/1");
    }

    @Test
    void keepsTheLatestDeadLettersOfAWebhook() throws Exception {
        outbox = outbox(new Outbox.Limits(10, 10, 10, 100, 2, 100));
        for (int i = 0; i < 3; i++) {
            arrive(ONE, "d", i);
            settle(outbox.take(), failed(i, true));
        }

        assertThat(journal()).containsKeys("d/one/1", "d/one/2").doesNotContainKey("d/one/0");
    }

    @Test
    void waitsAsTheScheduleSays() throws Exception {
        arrive(ONE, "d", 0);
        settle(outbox.take(), failed(0, false));
        assertNothingIsDue();

        clock.pass(Duration.ofSeconds(5));

        assertThat(outbox.take().state().failures()).isEqualTo(1);
    }

    @Test
    void ignoresWhatBecameOfALaneThatWasReplayedMeanwhile() throws Exception {
        arrive(ONE, "d", 5);
        Due due = outbox.take();
        outbox.replay(PARTITION, new ReplayRequest(ONE, new DocumentId("d"), 2, 5, START));
        settle(due, new Outcome.Delivered(5));

        LaneState again = outbox.take().state();

        assertThat(again.done()).isEqualTo(1);
        assertThat(again.upTo()).isEqualTo(5);
    }

    @Test
    void ignoresWhatBecameOfALaneThatIsNotOursAnyMore() throws Exception {
        arrive(ONE, "d", 5);
        Due due = outbox.take();
        long before = producer.history().size();

        outbox.release(PARTITION);
        settle(due, new Outcome.Delivered(5));

        assertThat(producer.history()).hasSize((int) before);
        assertThat(outbox.underWay()).isZero();
        assertThat(outbox.pending()).isZero();
    }

    @Test
    void goesOnWithWhatItIsRestoredWith() throws Exception {
        arrive(ONE, "d", 5);
        LaneState left = outbox.take().state();
        Outbox other = outbox(Outbox.Limits.DEFAULT);

        other.restore(PARTITION, List.of(left), List.of());

        assertThat(other.take().state()).isEqualTo(left);
    }

    @Test
    void forgetsTheDocumentsThatWereNotUsedForLongestButNoneWithSomethingPending() throws Exception {
        outbox = outbox(new Outbox.Limits(10, 10, 10, 100, 100, 2));
        arrive(ONE, "pending", 0);
        Due pending = outbox.take();
        for (int i = 0; i < 3; i++) {
            arrive(ONE, "d" + i, 0);
            settle(outbox.take(), new Outcome.Delivered(0));
        }

        settle(pending, failed(0, false));
        assertThat(outbox.pending()).isEqualTo(1);
        arrive(ONE, "d2", 0);
        assertThat(outbox.pending()).as("it is remembered").isEqualTo(1);
        arrive(ONE, "d0", 0);
        assertThat(outbox.pending()).as("it was forgotten").isEqualTo(2);
    }

    @Test
    void retriesADocumentThatCannotBeReadWithoutCountingThat() throws Exception {
        arrive(ONE, "d", 0);
        settle(outbox.take(), new Outcome.Unreadable());
        assertNothingIsDue();

        clock.pass(Duration.ofSeconds(5));

        assertThat(outbox.take().state().failures()).isZero();
    }

    @Test
    void forgetsADocumentThatDoesNotExistAfterADay() throws Exception {
        arrive(ONE, "d", 0);
        while (outbox.pending() > 0) {
            settle(outbox.take(), new Outcome.NoDocument());
            clock.pass(Duration.ofHours(5));
        }

        assertThat(journal()).isEmpty();
    }

    private void arrive(WebhookId webhookId, String documentId, long sequence) {
        outbox.arrive(PARTITION, webhookId, new DocumentId(documentId), sequence, "agent-run.completed");
    }

    private void settle(Due due, Outcome outcome) {
        var _ = outbox.settle(due, outcome);
    }

    private WebhookId taken() throws InterruptedException {
        return outbox.take().state().webhookId();
    }

    private static Outcome failed(long sequence, boolean isFinal) {
        return new Outcome.Failed(sequence, "agent-run.completed", START, "down", Optional.empty(), isFinal);
    }

    private void assertNothingIsDue() {
        assertThat(outbox.takeNow()).isEmpty();
    }

    /** What is in the topic of deliveries, after compaction. */
    private Map<String, byte[]> journal() {
        Map<String, byte[]> latest = new HashMap<>();
        for (ProducerRecord<String, byte[]> record : new ArrayList<>(producer.history())) {
            if (record.value() == null) {
                latest.remove(record.key());
            } else {
                latest.put(record.key(), record.value());
            }
        }
        return latest;
    }
}
