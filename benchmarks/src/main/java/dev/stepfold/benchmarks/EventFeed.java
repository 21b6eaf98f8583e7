package dev.stepfold.benchmarks;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.orchestrator.kafka.KafkaClients;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
 * Writes events of many documents at a steady rate, instead of orchestrators and with as many producers: each is appended
 * to its document's topic and, once that is acknowledged, forwarded to {@code stepfold.step-events}.
 */
final class EventFeed implements AutoCloseable {
    private static final TopicLayout LAYOUT = new TopicLayout(6, (short) 1);
    private static final Traceparent TRACE = Traceparent.random(RandomGenerator.getDefault());
    private static final int ATTEMPTS_MAX = 4;
    private static final String PADDING = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do ".repeat(8);

    private final String prefix;
    private final int documents;
    private final int eventsMax;
    private final String padding;
    private final List<Producer<String, byte[]>> appenders;
    private final Producer<String, byte[]> forwarder;
    private final AtomicLongArray calledAtNanos;
    private final AtomicLongArray appendedAtNanos;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final long[] next;
    private final ChainHash[] heads;

    private EventFeed(String prefix, int documents, int eventsMax, int paddingChars, Map<String, Object> connection) {
        this.prefix = prefix;
        this.documents = documents;
        this.eventsMax = eventsMax;
        this.padding = PADDING.substring(0, paddingChars);
        this.next = new long[documents];
        this.heads = new ChainHash[documents];
        Arrays.fill(heads, ChainHash.START);
        this.calledAtNanos = new AtomicLongArray(documents * eventsMax);
        this.appendedAtNanos = new AtomicLongArray(documents * eventsMax);
        this.appenders = IntStream.range(0, KafkaClients.PRODUCERS_WHERE_APPENDS_WAIT)
                .mapToObj(_ -> producer(connection))
                .toList();
        this.forwarder = producer(connection);
    }

    private static Producer<String, byte[]> producer(Map<String, Object> connection) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Creates the documents' topics, and writes the first event of each.
     *
     * @param prefix of the documents' names
     * @param eventsMax how many events of one document will be written at most
     * @param paddingChars by how much each event is longer than it need be; without, its value has some 280 bytes
     */
    static EventFeed of(String prefix, int documents, int eventsMax, int paddingChars, Map<String, Object> connection)
            throws LogUnavailableException {
        try (Admin admin = Admin.create(connection);
                DocumentTopics topics = new DocumentTopics(admin, KafkaNames.DEFAULT, LAYOUT)) {
            for (int document = 0; document < documents; document++) {
                var _ = topics.create(id(prefix, document));
            }
        }
        EventFeed feed = new EventFeed(prefix, documents, eventsMax, paddingChars, connection);
        // Known before the first forward, because the thread that sends it would have to request it.
        var _ = feed.forwarder.partitionsFor(KafkaNames.DEFAULT.stepEvents());
        IntStream.range(0, documents).forEach(document -> {
            var _ = feed.writeNext(document);
        });
        feed.flush();
        return feed;
    }

    /** The name of a document, by its number from 0. */
    DocumentId id(int document) {
        return id(prefix, document);
    }

    private static DocumentId id(String prefix, int document) {
        return new DocumentId(prefix + "-" + document);
    }

    /** Writes {@code rate} events a second, evenly over the documents in turn, for that long; returns how many. */
    long write(int rate, Duration time) {
        long count = rate * time.toMillis() / 1_000;
        long start = System.nanoTime();
        for (long event = 0; event < count; event++) {
            long due = start + event * 1_000_000_000L / rate;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            var _ = writeNext((int) (event % documents));
        }
        flush();
        return count;
    }

    /**
     * Writes as fast as it gets acknowledgements, {@code width} events at once and one at most of a document, for that long.
     *
     * @param width at most as many as documents
     * @return how many events
     */
    long writeAtOnce(int width, Duration time) throws IOException, InterruptedException {
        AtomicInteger lanes = new AtomicInteger();
        AtomicLong written = new AtomicLong();
        long end = System.nanoTime() + time.toNanos();
        Load.times(width, width, () -> {
            int lane = lanes.getAndIncrement();
            for (int document = lane; System.nanoTime() < end; document = after(document, width, lane)) {
                writeNext(document).join();
                written.incrementAndGet();
            }
        });
        flush();
        return written.get();
    }

    private int after(int document, int width, int lane) {
        return document + width < documents ? document + width : lane;
    }

    /** Writes so many events to every document. */
    void fill(int events) {
        for (int event = 0; event < events; event++) {
            for (int document = 0; document < documents; document++) {
                var _ = writeNext(document);
            }
        }
        flush();
    }

    private void flush() {
        appenders.forEach(Producer::flush);
        forwarder.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an event could not be written", failed);
        }
    }

    /** The sequence of the last event of a document that was written. */
    long last(int document) {
        return next[document] - 1;
    }

    /** When the append of an event was called: {@link System#nanoTime}. */
    long calledAtNanos(int document, long sequence) {
        return calledAtNanos.get(slot(document, sequence));
    }

    /** When an event was acknowledged in its document's topic, and therefore forwarded: {@link System#nanoTime}. */
    long appendedAtNanos(int document, long sequence) {
        return appendedAtNanos.get(slot(document, sequence));
    }

    private CompletableFuture<Void> writeNext(int document) {
        long sequence = next[document]++;
        CompletableFuture<Void> appended = new CompletableFuture<>();
        calledAtNanos.set(slot(document, sequence), System.nanoTime());
        RecordedEvent event = new RecordedEvent(
                id(document),
                new RunId("run-" + prefix + "-" + document),
                sequence,
                Instant.now(),
                content(document, sequence));
        EncodedEvent record = new EncodedEvent(event, heads[document]);
        heads[document] = record.hashAfter(heads[document]);
        var _ = appenders
                .get(document % appenders.size())
                .send(
                        Records.forDocument(KafkaNames.DEFAULT, record, TRACE, DocumentLogSlice.NONE_FORWARDED),
                        (_, failed) -> {
                            if (failed == null) {
                                appendedAtNanos.set(slot(document, sequence), System.nanoTime());
                                var _ = forwarder.send(
                                        Records.forStepEvents(KafkaNames.DEFAULT, record, TRACE),
                                        (_, lost) -> failure.compareAndSet(null, lost));
                                appended.complete(null);
                            } else {
                                failure.compareAndSet(null, failed);
                                appended.completeExceptionally(failed);
                            }
                        });
        return appended;
    }

    private DocumentEvent content(int document, long sequence) {
        return sequence == 0
                ? new AgentRun.Started(
                        new CommandId("start-" + prefix + "-" + document),
                        Owner.LOCAL,
                        "Create a task management system",
                        RunOptions.DEFAULT,
                        null)
                : new AgentStep.Processing(
                        StepId.DATABASE_GENERATION,
                        "Designing model " + sequence + " of many " + padding,
                        1,
                        ATTEMPTS_MAX);
    }

    private int slot(int document, long sequence) {
        if (sequence >= eventsMax) {
            throw new IllegalStateException("more than " + eventsMax + " events of one document");
        }
        return document * eventsMax + (int) sequence;
    }

    @Override
    public void close() {
        appenders.forEach(producer -> producer.close(Duration.ofSeconds(1)));
        forwarder.close(Duration.ofSeconds(1));
    }
}
