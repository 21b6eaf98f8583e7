package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a document's topic, once and up to its end, by the rule that every reader follows: <b>a record whose offset is
 * not its sequence is a fenced write and is ignored</b>. The log itself so arbitrates between two writers.
 *
 * <p>Safe for use by many threads. At most {@code consumersMax} reads are under way at once; further callers wait up to
 * the timeout for their turn.
 */
public final class DocumentLogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentLogReader.class);

    /** How long one question for a topic's end may take, before it is looked whether the topic is still there. */
    private static final Duration END_PATIENCE = Duration.ofMillis(300);

    private final Map<String, Object> consumerConfig;
    private final Duration timeout;
    private final DeadLetters deadLetters;
    private final Semaphore turns;
    private final ConcurrentLinkedDeque<Consumer<String, byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * @param clientConfig how Kafka is reached
     * @param consumersMax how many consumers are kept at the most
     * @param timeout how long one read may take, its wait for a turn included
     * @param deadLetters takes the records that cannot be read
     */
    public DocumentLogReader(
            Map<String, Object> clientConfig, int consumersMax, Duration timeout, DeadLetters deadLetters) {
        this.consumerConfig = new HashMap<>(clientConfig);
        consumerConfig.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        consumerConfig.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        consumerConfig.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumerConfig.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        consumerConfig.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumerConfig.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1);
        consumerConfig.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        consumerConfig.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        consumerConfig.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
        this.timeout = timeout;
        this.deadLetters = deadLetters;
        this.turns = new Semaphore(consumersMax, true);
    }

    /**
     * The document's events from {@code fromSequence} to the end of its topic as it is now.
     *
     * @return empty where the document has no topic
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return read(documentId, fromSequence, Long.MAX_VALUE);
    }

    /**
     * The document's events from {@code fromSequence} up to and without {@code toSequence}, as far as they exist now.
     *
     * @return empty where the document has no topic
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence, long toSequence)
            throws LogUnavailableException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        awaitTurn(documentId);
        @Nullable Consumer<String, byte[]> consumer = null;
        boolean healthy = false;
        try {
            consumer = idle.pollFirst();
            if (consumer == null) {
                consumer = new KafkaConsumer<>(consumerConfig);
            }
            Optional<DocumentLogSlice> slice = read(consumer, documentId, fromSequence, toSequence, deadlineNanos);
            healthy = true;
            return slice;
        } catch (KafkaException e) {
            throw new LogUnavailableException("the topic of " + documentId + " could not be read", e);
        } finally {
            release(consumer, healthy);
        }
    }

    private void awaitTurn(DocumentId documentId) throws LogUnavailableException {
        try {
            if (!turns.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LogUnavailableException(
                        "too many reads before the one of " + documentId,
                        new TimeoutException("no turn within " + timeout));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted before reading " + documentId, e);
        }
    }

    private void release(@Nullable Consumer<String, byte[]> consumer, boolean healthy) {
        if (consumer != null) {
            if (healthy && !closed) {
                idle.offerFirst(consumer);
            } else {
                discard(consumer);
            }
        }
        turns.release();
    }

    private Optional<DocumentLogSlice> read(
            Consumer<String, byte[]> consumer, DocumentId documentId, long from, long to, long deadlineNanos) {
        TopicPartition partition = new TopicPartition(Topics.document(documentId), 0);
        Optional<Long> found = endOffset(consumer, partition, deadlineNanos);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long end = Math.min(to, found.get());
        List<RecordedEvent> events = new ArrayList<>();
        if (from < end) {
            consumer.seek(partition, Math.max(from, 0));
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadlineNanos) {
                    throw new TimeoutException("no end after " + timeout);
                }
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    if (record.offset() < end) {
                        counted(documentId, record).ifPresent(events::add);
                    }
                }
            }
        }
        return Optional.of(new DocumentLogSlice(events, end));
    }

    /**
     * The end of the topic; empty where there is none. A consumer that read the topic before goes by what it knew then, and
     * asks a topic that was deleted since until its time is up; so it is given little time, after which it knows better.
     */
    private static Optional<Long> endOffset(
            Consumer<String, byte[]> consumer, TopicPartition partition, long deadlineNanos) {
        while (!consumer.partitionsFor(partition.topic()).isEmpty()) {
            consumer.assign(List.of(partition));
            try {
                return Optional.ofNullable(
                        consumer.endOffsets(List.of(partition), END_PATIENCE).get(partition));
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadlineNanos) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<RecordedEvent> counted(DocumentId documentId, ConsumerRecord<String, byte[]> record) {
        try {
            RecordedEvent event = Records.event(record.key(), record.value());
            if (!event.documentId().equals(documentId)) {
                throw new UnreadableException(Reason.KEY_MISMATCH, "the event belongs to another document");
            }
            if (event.sequence() != record.offset()) {
                LOG.debug("fenced documentId={} sequence={} offset={}", documentId, event.sequence(), record.offset());
                return Optional.empty();
            }
            return Optional.of(event);
        } catch (UnreadableException e) {
            var _ = deadLetters.report(record, e);
            return Optional.empty();
        }
    }

    private static void discard(Consumer<String, byte[]> consumer) {
        try {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            LOG.debug("a consumer could not be closed", e);
        }
    }

    /** Closes the consumers; reads under way finish first or fail. */
    @Override
    public void close() {
        closed = true;
        for (Consumer<String, byte[]> consumer = idle.pollFirst(); consumer != null; consumer = idle.pollFirst()) {
            discard(consumer);
        }
    }
}
