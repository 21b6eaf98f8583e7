package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the relay keeps and passes on. */
final class LiveRelayTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Traceparent TRACE = Traceparent.random(new Random(1));
    private static final Duration NOT_AT_ALL = Duration.ZERO;

    private final Watchers watchers = new Watchers();
    private final RecentEvents recent = new RecentEvents(1_000_000);
    private final LiveRelay relay = new LiveRelay(
            KafkaConnection.to("127.0.0.1:1"),
            watchers,
            recent,
            _ -> {},
            Duration.ofMinutes(1),
            Clock.systemUTC(),
            RelayWatch.NONE,
            Tracing.OFF);
    private final TopicTail.Follower follower = relay.follower();

    @Test
    void keepsEveryEventWhetherWatchedOrNot() {
        take(run().subList(0, 3));
        Watcher watcher = watchers.watch(DOCUMENT);
        take(run().subList(3, 5));

        assertThat(kept(0)).isEqualTo(5);
        assertThat(watcher.await(NOT_AT_ALL))
                .isInstanceOfSatisfying(
                        Signal.Arrived.class,
                        arrived -> assertThat(arrived.frame().bytes()).isEqualTo(SseEncoder.event(run().get(3))));
    }

    @Test
    void keepsAnEventBeforeAWatcherHasIt() throws Exception {
        Watcher watcher = watchers.watch(DOCUMENT);
        Thread feed = Thread.ofPlatform().unstarted(() -> take(run().subList(0, 1)));

        synchronized (recent) {
            feed.start();
            Awaitility.await().until(() -> feed.getState() == Thread.State.BLOCKED);
            assertThat(watcher.await(NOT_AT_ALL)).isInstanceOf(Signal.Silence.class);
        }

        feed.join();
        assertThat(watcher.await(NOT_AT_ALL)).isInstanceOf(Signal.Arrived.class);
    }

    @Test
    void keepsNothingOfAnErasedDocument() {
        take(run().subList(0, 3));
        Watcher watcher = watchers.watch(DOCUMENT);

        take(Records.forStepEvents(
                KafkaNames.DEFAULT, new Tombstone(DOCUMENT, SampleRun.START.plus(Duration.ofHours(1))), TRACE));

        assertThat(kept(0)).isZero();
        assertThat(watcher.await(NOT_AT_ALL)).isInstanceOf(Signal.Erased.class);
    }

    @Test
    void keepsNothingOfTheTimeBeforeAGap() {
        take(run().subList(0, 3));
        try (MockConsumer<String, byte[]> withoutTopics = new MockConsumer<>("none")) {
            withoutTopics.updatePartitions(KafkaNames.DEFAULT.commands(), List.of());
            assertThatThrownBy(() -> follower.position(withoutTopics)).isInstanceOf(KafkaException.class);
        }

        assertThat(kept(0)).isZero();
    }

    @Test
    void leavesAHoleWhereARecordCannotBeRead() {
        take(run().subList(0, 3));
        ProducerRecord<String, byte[]> unreadable = Records.forStepEvents(KafkaNames.DEFAULT, run().get(3), TRACE);
        take(new ProducerRecord<>(unreadable.topic(), unreadable.key(), new byte[] {'x'}));
        take(run().subList(4, 6));

        assertThat(kept(0)).isZero();
        assertThat(kept(4)).isEqualTo(2);
    }

    /** How many events are kept from a sequence on. */
    private int kept(int from) {
        return kept(new Mark(from, run().get(from).timestamp()));
    }

    private int kept(Mark mark) {
        return recent.read(DOCUMENT, mark, mark.sequence(), 100)
                .map(slice -> slice.events().size())
                .orElse(0);
    }

    private void take(List<RecordedEvent> events) {
        events.forEach(event -> take(Records.forStepEvents(KafkaNames.DEFAULT, event, TRACE)));
    }

    private void take(ProducerRecord<String, byte[]> record) {
        follower.take(new ConsumerRecord<>(
                record.topic(),
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty()));
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }
}
