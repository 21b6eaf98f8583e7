package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events of many documents at a steady rate, instead of orchestrators: each is appended to its document's topic
 * and, once that is acknowledged, forwarded to {@code stepfold.step-events}.
 */
final class EventFeed implements AutoCloseable {
    private static final TopicLayout LAYOUT = new TopicLayout(6, (short) 1);
    private static final Traceparent TRACE = Traceparent.random(RandomGenerator.getDefault());
    private static final int ATTEMPTS_MAX = 4;

    private final int documents;
    private final int eventsMax;
    private final Producer<String, byte[]> producer;
    private final AtomicLongArray appendedAtNanos;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final long[] next;

    private EventFeed(int documents, int eventsMax, Map<String, Object> connection) {
        this.documents = documents;
        this.eventsMax = eventsMax;
        this.next = new long[documents];
        this.appendedAtNanos = new AtomicLongArray(documents * eventsMax);
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Creates the documents' topics, and writes the first event of each.
     *
     * @param eventsMax how many events of one document will be written at most
     */
    static EventFeed of(int documents, int eventsMax, Map<String, Object> connection) throws LogUnavailableException {
        try (Admin admin = Admin.create(connection);
                DocumentTopics topics = new DocumentTopics(admin, LAYOUT)) {
            for (int document = 0; document < documents; document++) {
                var _ = topics.create(id(document));
            }
        }
        EventFeed feed = new EventFeed(documents, eventsMax, connection);
        // Known before the first forward, because the thread that sends it would have to request it.
        var _ = feed.producer.partitionsFor(Topics.STEP_EVENTS);
        IntStream.range(0, documents).forEach(feed::writeNext);
        feed.producer.flush();
        return feed;
    }

    /** The name of a document, by its number from 0. */
    static DocumentId id(int document) {
        return new DocumentId("watched-" + document);
    }

    /** Writes {@code rate} events a second, evenly over the documents in turn, for that long. */
    void write(int rate, Duration time) {
        long count = rate * time.toSeconds();
        long start = System.nanoTime();
        for (long event = 0; event < count; event++) {
            long due = start + event * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            writeNext((int) (event % documents));
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an event could not be written", failed);
        }
    }

    /** The sequence of the last event of a document that was written. */
    long last(int document) {
        return next[document] - 1;
    }

    /** When an event was acknowledged in its document's topic, and therefore forwarded: {@link System#nanoTime}. */
    long appendedAtNanos(int document, long sequence) {
        return appendedAtNanos.get(slot(document, sequence));
    }

    private void writeNext(int document) {
        long sequence = next[document]++;
        RecordedEvent event = new RecordedEvent(
                id(document), new RunId("run-" + document), sequence, Instant.now(), content(document, sequence));
        var _ = producer.send(Records.forDocument(event, TRACE), (_, failed) -> {
            if (failed == null) {
                appendedAtNanos.set(slot(document, sequence), System.nanoTime());
                var _ = producer.send(
                        Records.forStepEvents(event, TRACE), (_, lost) -> failure.compareAndSet(null, lost));
            } else {
                failure.compareAndSet(null, failed);
            }
        });
    }

    private static DocumentEvent content(int document, long sequence) {
        return sequence == 0
                ? new AgentRun.Started(
                        new CommandId("start-" + document),
                        Owner.LOCAL,
                        "Create a task management system",
                        RunOptions.DEFAULT,
                        null)
                : new AgentStep.Processing(
                        StepId.DATABASE_GENERATION, "Designing model " + sequence + " of many", 1, ATTEMPTS_MAX);
    }

    private int slot(int document, long sequence) {
        if (sequence >= eventsMax) {
            throw new IllegalStateException("more than " + eventsMax + " events of one document");
        }
        return document * eventsMax + (int) sequence;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
