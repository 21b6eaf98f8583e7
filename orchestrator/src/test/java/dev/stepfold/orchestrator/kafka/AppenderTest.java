package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Against the producer that Kafka's own clients have for tests: its offsets begin at 0 and rise by one. */
class AppenderTest {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void sendsNothingBehindAFirstEventThatIsNotAcknowledgedYet() {
        MockProducer<String, byte[]> producer = producer(false);
        CompletableFuture<Integer> won = CompletableFuture.supplyAsync(() -> append(producer, 0, 1, 2));
        await().until(() -> producer.history().size() == 1);

        producer.completeNext();

        await().until(() -> producer.history().size() == 3);
        producer.completeNext();
        producer.completeNext();
        assertThat(won).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(3);
    }

    @Test
    void writesNothingBehindAFirstEventThatLostTheRace() {
        MockProducer<String, byte[]> producer = producer(true);

        int won = append(producer, 5, 6, 7);

        assertThat(won).isZero();
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void countsThoseBeforeTheOneThatLostTheRace() {
        MockProducer<String, byte[]> producer = producer(true);

        assertThat(append(producer, 0, 1, 3)).isEqualTo(2);
    }

    @Test
    void sendsAllEventsAtOnceBehindAnAcknowledgedAppend() throws Exception {
        MockProducer<String, byte[]> producer = producer(false);
        Appender appender = appender(producer);
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> append(appender, false, 0));
        await().until(producer::completeNext);
        assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1);
        producer.clear();

        CompletableFuture<Integer> won = CompletableFuture.supplyAsync(() -> append(appender, true, 1, 2));

        await().until(() -> producer.history().size() == 2);
        assertThat(won).isNotDone();
        assertThat(producer.completeNext()).isTrue();
        assertThat(producer.completeNext()).isTrue();
        assertThat(won).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(2);
    }

    @Test
    void sendsTheFirstEventAloneWhereThisProducerHasNotWrittenToTheTopic() {
        MockProducer<String, byte[]> producer = producer(true);

        assertThat(append(appender(producer), true, 5, 6, 7)).isZero();

        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void sendsTheFirstEventAloneWhereTheBrokerMayHaveForgottenTheProducer() {
        MockProducer<String, byte[]> producer = producer(true);
        Appender appender = appender(producer);
        append(appender, false, 0);
        now = now.plus(TopicProducers.KNOWN_FOR);
        producer.clear();

        append(appender, true, 5, 6, 7);

        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void sendsTheFirstEventAloneBehindAnAppendThatFailed() throws Exception {
        MockProducer<String, byte[]> producer = producer(true);
        Appender appender = appender(producer);
        append(appender, false, 0);
        producer.sendException = new TimeoutException("too late");
        assertThatThrownBy(() -> appender.append(events(1), context(true))).isInstanceOf(LogUnavailableException.class);
        producer.sendException = null;
        producer.clear();

        append(appender, true, 5, 6, 7);

        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void namesWhatIsForwardedInEachRecord() {
        MockProducer<String, byte[]> producer = producer(true);

        append(appender(producer), false, 0, 1);

        assertThat(producer.history())
                .extracting(record -> new String(
                        record.headers().lastHeader(Records.FORWARDED).value(), StandardCharsets.UTF_8))
                .containsExactly("7", "7");
    }

    @Test
    void namesTheEventBeforeItInEachRecord() throws Exception {
        MockProducer<String, byte[]> producer = producer(true);
        List<EncodedEvent> events = EncodedEvent.linked(
                ChainHash.START, events(0, 1).stream().map(EncodedEvent::event).toList());

        appender(producer).append(events, context(false));

        assertThat(producer.history())
                .extracting(record -> Records.previous(record.headers()))
                .containsExactly(
                        Optional.of(ChainHash.START),
                        Optional.of(events.getFirst().hashAfter(ChainHash.START)));
    }

    @Test
    void tellsThatTheOutcomeIsUnknownWhereNothingIsAcknowledged() {
        MockProducer<String, byte[]> producer = producer(true);
        producer.sendException = new TimeoutException("too late");

        assertThatThrownBy(() -> appender(producer).append(events(0), context(false)))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("sequence=0");
    }

    private static MockProducer<String, byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    }

    private Appender appender(MockProducer<String, byte[]> producer) {
        return new Appender(new TopicProducers(() -> producer, 1, 10, () -> now), KafkaNames.DEFAULT);
    }

    private int append(MockProducer<String, byte[]> producer, long... sequences) {
        return append(appender(producer), false, sequences);
    }

    private static int append(Appender appender, boolean continues, long... sequences) {
        try {
            return appender.append(events(sequences), context(continues));
        } catch (LogUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private static AppendContext context(boolean continues) {
        return new AppendContext(TRACE, 7, continues);
    }

    private static List<EncodedEvent> events(long... sequences) {
        return LongStream.of(sequences)
                .mapToObj(sequence -> EncodedEvent.unlinked(new RecordedEvent(
                        new DocumentId("document"),
                        new RunId("run"),
                        sequence,
                        Instant.EPOCH,
                        new AgentRun.Cancelled(new CommandId("command")))))
                .toList();
    }
}
