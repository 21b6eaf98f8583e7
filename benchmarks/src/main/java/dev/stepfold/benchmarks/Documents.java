package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Starts documents, by number, and keeps their events from {@code stepfold.step-events}. */
final class Documents implements AutoCloseable {
    /** One attempt with a long timeout, so that a failed attempt is noticed, and a held one does not fail. */
    private static final RunOptions OPTIONS = new RunOptions(
            true, true, null, new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 1, Duration.ofMinutes(30)), null);

    private final Producer<String, byte[]> producer;
    private final TopicTail tail;
    private final Map<DocumentId, ConcurrentSkipListMap<Long, Seen>> seen = new ConcurrentHashMap<>();

    /**
     * An event.
     *
     * @param at when it arrived here for the first time
     */
    record Seen(RecordedEvent event, Instant at) {}

    private Documents(Map<String, Object> connection) {
        producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        tail = new TopicTail("events", KafkaConnection.of(connection), new Keeping());
    }

    static Documents connect(Map<String, Object> connection, Waiting waiting) throws InterruptedException {
        Documents documents = new Documents(connection);
        documents.tail.start();
        waiting.until("the events are followed", documents.tail::isPositioned);
        return documents;
    }

    /** Requests a document. */
    void start(int number) {
        Command.StartRun start = new Command.StartRun(
                id(number),
                new CommandId("start-" + number),
                Owner.LOCAL,
                Instant.now(),
                new RunId("run-" + number),
                HeldModel.request(number),
                true,
                null,
                OPTIONS);
        var _ = producer.send(
                Records.ofCommand(KafkaNames.DEFAULT, start, Traceparent.random(RandomGenerator.getDefault())));
    }

    /** Whether the document's run is completed. */
    boolean isCompleted(int number) {
        Map.Entry<Long, Seen> last = of(number).lastEntry();
        if (last == null || !(last.getValue().event().event() instanceof AgentRun run)) {
            return false;
        }
        if (run instanceof AgentRun.Failed failed) {
            throw new IllegalStateException("document " + number + " failed: " + failed.error());
        }
        return run instanceof AgentRun.Completed;
    }

    /** The document's events so far, in order. */
    List<RecordedEvent> events(int number) {
        return of(number).values().stream().map(Seen::event).toList();
    }

    /** The first event of the document that arrived after {@code instant}. */
    Optional<Seen> firstAfter(int number, Instant instant) {
        return of(number).values().stream()
                .filter(one -> one.at().isAfter(instant))
                .findFirst();
    }

    /** The times at which that step of the document was completed. */
    List<Instant> completions(int number, StepId step) {
        Collection<Seen> all = of(number).values();
        return all.stream()
                .filter(one -> one.event().event() instanceof AgentStep.Complete complete && complete.step() == step)
                .map(one -> one.event().timestamp())
                .toList();
    }

    private ConcurrentSkipListMap<Long, Seen> of(int number) {
        return seen.computeIfAbsent(id(number), _ -> new ConcurrentSkipListMap<>());
    }

    private static DocumentId id(int number) {
        return new DocumentId("benchmark-" + number);
    }

    @Override
    public void close() {
        tail.close();
        producer.close(Duration.ZERO);
    }

    private final class Keeping implements TopicTail.Follower {
        @Override
        public void position(Consumer<String, byte[]> consumer) {
            List<TopicPartition> partitions = TopicTail.partitions(consumer, KafkaNames.DEFAULT.stepEvents());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        @Override
        public void positioned() {}

        @Override
        public void take(ConsumerRecord<String, byte[]> record) {
            try {
                RecordedEvent event = Records.event(record.key(), record.value());
                var _ = seen.computeIfAbsent(event.documentId(), _ -> new ConcurrentSkipListMap<>())
                        .putIfAbsent(event.sequence(), new Seen(event, Instant.now()));
            } catch (UnreadableException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
