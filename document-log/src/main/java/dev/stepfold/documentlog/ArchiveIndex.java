package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which documents are archived, and where: {@code stepfold.archived-documents}, read from its beginning and followed.
 * Kept in memory; the orchestrators limit the number of archived documents.
 *
 * <p>An answer includes everything that could be read before the call: it reads the topic's end, and waits until the
 * index has reached it. A committed record can be read a moment after its writer knows of the commit (KIP-98).
 */
public final class ArchiveIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveIndex.class);
    private static final int QUESTIONS_MAX = 4;

    private final String topic;
    private final Duration timeout;
    private final OneShotConsumers ends;
    private final TopicTail tail;

    /** Guarded by this, like {@code positions}. */
    private final Map<String, Place> places = new HashMap<>();

    /** How far each partition has been read. */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    /**
     * Where an archived log stands in {@code stepfold.document-archive}.
     *
     * @param endOffset the offset after the log's last record
     */
    record Place(int partition, long offset, long endOffset) {}

    /**
     * @param connection how to connect to Kafka
     * @param timeout how long an answer may take
     */
    public ArchiveIndex(KafkaConnection connection, Duration timeout) {
        this.topic = connection.names().archivedDocuments();
        this.timeout = timeout;
        this.ends = new OneShotConsumers(connection, IsolationLevel.READ_COMMITTED, QUESTIONS_MAX, timeout);
        this.tail = new TopicTail("archive-index", connection, IsolationLevel.READ_COMMITTED, new Follower());
    }

    /** Starts reading, as soon as Kafka is available; called once. */
    public void start() {
        tail.start();
    }

    /** How many documents are archived, as far as the index has been read. */
    public synchronized int size() {
        return places.size();
    }

    /**
     * Where a document's archived log stands.
     *
     * @return empty if it is not archived
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    Optional<Place> find(DocumentId documentId) throws LogUnavailableException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        Map<TopicPartition, Long> ends = this.ends.read(topic, (consumer, _) -> endsOf(consumer));
        try {
            return find(documentId, ends, deadlineNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while waiting for " + topic, e);
        }
    }

    private synchronized Optional<Place> find(DocumentId documentId, Map<TopicPartition, Long> ends, long deadlineNanos)
            throws InterruptedException, LogUnavailableException {
        while (!isReadTo(ends)) {
            long leftMs = Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
            if (leftMs <= 0) {
                throw new LogUnavailableException(
                        "it is not known yet whether " + documentId + " is archived",
                        new TimeoutException("not read to its end: " + topic));
            }
            wait(leftMs);
        }
        return Optional.ofNullable(places.get(documentId.value()));
    }

    private Map<TopicPartition, Long> endsOf(Consumer<String, byte[]> consumer) {
        if (consumer.assignment().isEmpty()) {
            consumer.assign(TopicTail.partitions(consumer, topic));
        }
        return consumer.endOffsets(consumer.assignment());
    }

    private boolean isReadTo(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    @Override
    public void close() {
        tail.close();
        ends.close();
    }

    /** Called on the tail's thread. */
    private final class Follower implements TopicTail.Follower {
        private List<TopicPartition> partitions = List.of();
        private @Nullable Consumer<String, byte[]> consumer;

        @Override
        public void position(Consumer<String, byte[]> fresh) {
            partitions = TopicTail.partitions(fresh, topic);
            consumer = fresh;
            fresh.assign(partitions);
            fresh.seekToBeginning(partitions);
            synchronized (ArchiveIndex.this) {
                positions.clear();
                places.clear();
            }
        }

        @Override
        public void positioned() {
            polled();
        }

        @Override
        public void take(ConsumerRecord<String, byte[]> record) {
            synchronized (ArchiveIndex.this) {
                if (record.value() == null) {
                    places.remove(record.key());
                    return;
                }
                try {
                    ArchivePlace place = JsonCodec.ARCHIVE_PLACES.decode(record.value());
                    places.put(record.key(), new Place(place.partition(), place.offset(), place.endOffset()));
                } catch (UnreadableException e) {
                    LOG.error(
                            "unreadable place of an archived log documentId={} partition={} offset={}",
                            record.key(),
                            record.partition(),
                            record.offset(),
                            e);
                }
            }
        }

        @Override
        public void polled() {
            Consumer<String, byte[]> current = Objects.requireNonNull(consumer);
            synchronized (ArchiveIndex.this) {
                partitions.forEach(partition -> positions.put(partition, current.position(partition)));
                ArchiveIndex.this.notifyAll();
            }
        }
    }
}
