package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes the events of one real run to {@code stepfold.step-events}, as those of many other documents. */
final class RunFeed implements AutoCloseable {
    private static final Traceparent TRACE = Traceparent.random(RandomGenerator.getDefault());

    private final List<RecordedEvent> run;
    private final Producer<String, byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param run the events of a document, from the first to the last */
    RunFeed(List<RecordedEvent> run, Map<String, Object> connection) {
        this.run = List.copyOf(run);
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** How many events a document has. */
    int eventsPerDocument() {
        return run.size();
    }

    /** The sequence of a document's last event. */
    long lastSequence() {
        return run.getLast().sequence();
    }

    static DocumentId id(String burst, int document) {
        return new DocumentId("burst-" + burst + "-" + document);
    }

    /**
     * Writes all events of {@code documents} documents, some of which are in flight at the same time.
     *
     * @param inFlight how many documents take turns
     * @param perSecond how many events a second; 0 for as fast as Kafka takes them
     */
    void write(String burst, int documents, int inFlight, int perSecond) {
        long start = System.nanoTime();
        long written = 0;
        for (int first = 0; first < documents; first += inFlight) {
            ChainHash[] heads = new ChainHash[inFlight];
            Arrays.fill(heads, ChainHash.START);
            for (RecordedEvent event : run) {
                for (int document = first; document < Math.min(first + inFlight, documents); document++) {
                    if (perSecond > 0) {
                        pause(start + written * 1_000_000_000L / perSecond);
                    }
                    heads[document - first] = send(id(burst, document), event, heads[document - first]);
                    written++;
                }
            }
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an event could not be written", failed);
        }
    }

    private ChainHash send(DocumentId documentId, RecordedEvent event, ChainHash head) {
        RecordedEvent own =
                new RecordedEvent(documentId, event.runId(), event.sequence(), Instant.now(), event.event());
        EncodedEvent record = new EncodedEvent(own, head);
        var _ = producer.send(
                Records.forStepEvents(KafkaNames.DEFAULT, record, TRACE),
                (_, failed) -> failure.compareAndSet(null, failed));
        return record.hashAfter(head);
    }

    private static void pause(long untilNanos) {
        for (long wait = untilNanos - System.nanoTime(); wait > 0; wait = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
