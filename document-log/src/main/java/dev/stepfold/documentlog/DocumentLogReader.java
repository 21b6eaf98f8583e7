package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a document's topic, once and up to its end, by the {@link FenceRule}.
 *
 * <p>Safe for use by many threads. At most {@code consumersMax} reads are under way at once; further callers wait for a
 * consumer, up to the timeout.
 */
public final class DocumentLogReader implements AutoCloseable {
    /**
     * How long one request for a topic's end may take. A consumer that read the topic before uses its cached metadata, and
     * retries if the topic was deleted since. It is therefore asked for a short time only, and then whether there is a
     * topic still.
     */
    private static final Duration END_PATIENCE = Duration.ofMillis(300);

    private final KafkaNames names;
    private final OneShotConsumers consumers;
    private final DeadLetters deadLetters;

    /**
     * @param connection how to connect to Kafka
     * @param consumersMax the most consumers that are kept
     * @param timeout how long one read may take, its wait for a consumer included
     * @param deadLetters takes the records that cannot be read
     */
    public DocumentLogReader(KafkaConnection connection, int consumersMax, Duration timeout, DeadLetters deadLetters) {
        this.names = connection.names();
        this.consumers = new OneShotConsumers(connection, IsolationLevel.READ_UNCOMMITTED, consumersMax, timeout);
        this.deadLetters = deadLetters;
    }

    /**
     * The document's events from {@code fromSequence} to the end of its topic as it is now.
     *
     * @return empty if the document has no topic
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return read(documentId, fromSequence, Long.MAX_VALUE);
    }

    /**
     * The document's events from {@code fromSequence} to {@code toSequence} (exclusive), as far as they exist now.
     *
     * @return empty if the document has no topic
     * @throws ShiftedLogException when the topic is a copy whose offsets are shifted
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence, long toSequence)
            throws LogUnavailableException {
        Optional<Stretch> stretch = records(documentId, fromSequence, toSequence);
        if (stretch.isEmpty()) {
            return Optional.empty();
        }
        long from = Math.max(fromSequence, 0);
        DocumentLogSlice slice = slice(documentId, from, stretch.get());
        if (from > 0 && slice.records().isEmpty() && !stretch.get().records.isEmpty()) {
            // None of these records counts: the log from its start tells whether it is a shifted copy.
            Optional<Stretch> whole = records(documentId, 0, slice.endOffset());
            if (whole.isPresent()) {
                slice(documentId, 0, whole.get());
            }
        }
        return Optional.of(slice);
    }

    private DocumentLogSlice slice(DocumentId documentId, long from, Stretch stretch) throws ShiftedLogException {
        List<EncodedEvent> events = new ArrayList<>(stretch.records.size());
        long forwarded = DocumentLogSlice.NONE_FORWARDED;
        RecentBytes bytes = new RecentBytes();
        ShiftedLog shift = new ShiftedLog(from);
        for (ConsumerRecord<String, byte[]> record : stretch.records) {
            Optional<EncodedEvent> event = counted(documentId, record);
            if (event.isEmpty()) {
                shift.notCounted(record.offset(), record.key(), record.value());
            } else {
                shift.counted(record.offset(), record.value());
                events.add(event.get());
                forwarded = Math.max(forwarded, Records.forwarded(record.headers()));
                bytes.add(record.serializedValueSize());
            }
        }
        if (shift.isShifted()) {
            throw new ShiftedLogException(documentId);
        }
        return new DocumentLogSlice(events, stretch.endOffset, forwarded, bytes.bytes());
    }

    /**
     * Every record of the document's topic, fenced writes included, to its end as it is now. The first record has
     * offset 0, and the offsets have no gaps.
     *
     * @return empty if the document has no topic
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<List<ConsumerRecord<String, byte[]>>> readVerbatim(DocumentId documentId)
            throws LogUnavailableException {
        return records(documentId, 0, Long.MAX_VALUE).map(Stretch::records);
    }

    private Optional<Stretch> records(DocumentId documentId, long from, long to) throws LogUnavailableException {
        return consumers.read(
                "the topic of " + documentId,
                (consumer, deadlineNanos) -> records(consumer, documentId, from, to, deadlineNanos));
    }

    private Optional<Stretch> records(
            Consumer<String, byte[]> consumer, DocumentId documentId, long from, long to, long deadlineNanos) {
        TopicPartition partition = new TopicPartition(names.document(documentId), 0);
        // Assigned first: the consumer asks for the metadata that it needs while it is asked whether there is a topic.
        consumer.assign(List.of(partition));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        while (!consumer.partitionsFor(partition.topic()).isEmpty()) {
            try {
                // The records are requested first, and come while the end is asked for.
                consumer.seek(partition, Math.max(from, 0));
                consumer.poll(Duration.ZERO).forEach(records::add);
                long end = Math.min(to, endOffset(consumer, partition));
                while (from < end && consumer.position(partition) < end) {
                    if (System.nanoTime() > deadlineNanos) {
                        throw new TimeoutException("no end in time");
                    }
                    consumer.poll(Duration.ofMillis(20)).forEach(records::add);
                }
                records.removeIf(record -> record.offset() < from || record.offset() >= end);
                return Optional.of(new Stretch(records, end));
            } catch (TimeoutException e) {
                if (System.nanoTime() > deadlineNanos) {
                    throw e;
                }
                records.clear();
            }
        }
        return Optional.empty();
    }

    private static long endOffset(Consumer<String, byte[]> consumer, TopicPartition partition) {
        return Objects.requireNonNull(
                consumer.endOffsets(List.of(partition), END_PATIENCE).get(partition));
    }

    private Optional<EncodedEvent> counted(DocumentId documentId, ConsumerRecord<String, byte[]> record) {
        try {
            return FenceRule.counted(
                            documentId,
                            record.offset(),
                            record.key(),
                            record.value(),
                            Records.previous(record.headers()))
                    .map(event -> event.traced(Records.traceparent(record.headers())));
        } catch (UnreadableException e) {
            var _ = deadLetters.report(record, e);
            return Optional.empty();
        }
    }

    /** Closes the consumers; reads under way finish first or fail. */
    @Override
    public void close() {
        consumers.close();
    }

    private record Stretch(List<ConsumerRecord<String, byte[]>> records, long endOffset) {}
}
