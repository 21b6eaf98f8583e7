package dev.stepfold.orchestrator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    void tellsThatTheOutcomeIsUnknownWhereNothingIsAcknowledged() {
        MockProducer<String, byte[]> producer = producer(true);
        producer.sendException = new TimeoutException("too late");

        assertThatThrownBy(() -> new Appender(producer).append(events(0), TRACE))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("sequence=0");
    }

    private static MockProducer<String, byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    }

    private static int append(MockProducer<String, byte[]> producer, long... sequences) {
        try {
            return new Appender(producer).append(events(sequences), TRACE);
        } catch (LogUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    private static List<RecordedEvent> events(long... sequences) {
        return LongStream.of(sequences)
                .mapToObj(sequence -> new RecordedEvent(
                        new DocumentId("document"),
                        new RunId("run"),
                        sequence,
                        Instant.EPOCH,
                        new AgentRun.Cancelled(new CommandId("command"))))
                .toList();
    }
}
