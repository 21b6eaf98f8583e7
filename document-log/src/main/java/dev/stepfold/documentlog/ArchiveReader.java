package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads archived logs from {@code stepfold.document-archive}, each with one lookup in the {@link ArchiveIndex} and one
 * record.
 *
 * <p>Safe for use by many threads.
 */
public final class ArchiveReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveReader.class);

    /** How often a log is looked up that is archived again or erased during the lookup. */
    private static final int LOOKS_MAX = 5;

    private final ArchiveIndex index;
    private final String topic;
    private final OneShotConsumers consumers;

    /** The log that was read last, as long as there is memory: a log is usually read in several stretches. */
    private volatile SoftReference<Placed> last = new SoftReference<>(null);

    /**
     * @param connection how to connect to Kafka
     * @param consumersMax the most consumers that are kept
     * @param timeout how long one read may take, its wait for a consumer included
     */
    public ArchiveReader(KafkaConnection connection, ArchiveIndex index, int consumersMax, Duration timeout) {
        this.index = index;
        this.topic = connection.names().documentArchive();
        this.consumers = new OneShotConsumers(connection, IsolationLevel.READ_COMMITTED, consumersMax, timeout);
    }

    /**
     * Whether a document has an archived log, even if it has a topic again.
     *
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public boolean isArchived(DocumentId documentId) throws LogUnavailableException {
        return index.find(documentId).isPresent();
    }

    /**
     * A document's archived log, verbatim. If the document has a topic again, the topic counts.
     *
     * @return empty if it was never archived, or is erased
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<ArchivedLog> find(DocumentId documentId) throws LogUnavailableException {
        Optional<ArchiveIndex.Place> place = index.find(documentId);
        return place.isEmpty() ? Optional.empty() : read(documentId, place.get(), log -> log);
    }

    /**
     * The events of an archived log from {@code fromSequence} to {@code toSequence} (exclusive).
     *
     * @return empty if the document was never archived, or is erased
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence, long toSequence)
            throws LogUnavailableException {
        Optional<ArchiveIndex.Place> place = index.find(documentId);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        long end = place.get().endOffset();
        if (fromSequence >= end) {
            return Optional.of(new DocumentLogSlice(List.of(), Math.min(toSequence, end)));
        }
        return read(documentId, place.get(), log -> slice(log, fromSequence, toSequence));
    }

    private <T> Optional<T> read(DocumentId documentId, ArchiveIndex.Place place, Function<ArchivedLog, T> use)
            throws LogUnavailableException {
        Optional<ArchiveIndex.Place> latest = Optional.of(place);
        for (int looks = 0; looks < LOOKS_MAX && latest.isPresent(); looks++) {
            Optional<T> found = at(latest.get(), documentId, use);
            if (found.isPresent()) {
                return found;
            }
            latest = index.find(documentId);
        }
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        throw new LogUnavailableException(
                "the archived log of " + documentId + " was not found at its recorded place",
                new IllegalStateException("looked " + LOOKS_MAX + " times"));
    }

    /** The events that count in a log, from one sequence to another (exclusive). */
    public static DocumentLogSlice slice(ArchivedLog log, long fromSequence, long toSequence) {
        long end = Math.min(toSequence, log.endOffset());
        List<EncodedEvent> events = new ArrayList<>();
        RecentBytes bytes = new RecentBytes();
        for (long offset = Math.max(fromSequence, 0); offset < end; offset++) {
            ArchivedRecord record = log.records().get(Math.toIntExact(offset));
            byte[] value = record.value() == null ? null : record.value().bytes();
            try {
                Optional<EncodedEvent> event =
                        FenceRule.counted(log.documentId(), offset, record.key(), value, previous(record));
                if (event.isPresent()) {
                    events.add(event.get()
                            .traced(header(record, Traceparent.HEADER).orElse(null)));
                    bytes.add(value == null ? 0 : value.length);
                }
            } catch (UnreadableException e) {
                LOG.debug("unreadable in the archive documentId={} offset={}", log.documentId(), offset, e);
            }
        }
        return new DocumentLogSlice(events, end, DocumentLogSlice.NONE_FORWARDED, bytes.bytes());
    }

    private static Optional<ChainHash> previous(ArchivedRecord record) {
        return header(record, Records.PREVIOUS)
                .flatMap(value -> ChainHash.parse(new String(value, StandardCharsets.UTF_8)));
    }

    /** As in the topic, the last header of a name counts. */
    private static Optional<byte[]> header(ArchivedRecord record, String name) {
        return record.headers().reversed().stream()
                .filter(header -> header.name().equals(name))
                .findFirst()
                .map(ArchivedHeader::value)
                .map(Verbatim::bytes);
    }

    /**
     * The result of {@code use} on the log at a place; empty if the log is not there any more, because a later one
     * replaced it. The log is decoded while its consumer is on loan, so that there are no more logs in memory than
     * consumers.
     */
    private <T> Optional<T> at(ArchiveIndex.Place place, DocumentId documentId, Function<ArchivedLog, T> use)
            throws LogUnavailableException {
        return consumers.read("the archived log of " + documentId, (consumer, deadlineNanos) -> {
            Optional<ArchivedLog> log = remembered(place);
            if (log.isEmpty()) {
                log = decoded(record(consumer, place, deadlineNanos), documentId);
                log.ifPresent(found -> last = new SoftReference<>(new Placed(place, found)));
            }
            return log.map(use);
        });
    }

    private Optional<ArchivedLog> remembered(ArchiveIndex.Place place) {
        return Optional.ofNullable(last.get())
                .filter(placed -> placed.place.equals(place))
                .map(Placed::log);
    }

    private static Optional<ArchivedLog> decoded(Optional<ConsumerRecord<String, byte[]>> record, DocumentId documentId)
            throws LogUnavailableException {
        if (record.isEmpty()
                || record.get().value() == null
                || !documentId.value().equals(record.get().key())) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonCodec.ARCHIVED_LOGS.decode(record.get().value()));
        } catch (UnreadableException e) {
            throw new LogUnavailableException("the archived log of " + documentId + " could not be decoded", e);
        }
    }

    /** The record at an offset, or the next one if compaction has removed it; empty at the end. */
    private Optional<ConsumerRecord<String, byte[]>> record(
            Consumer<String, byte[]> consumer, ArchiveIndex.Place place, long deadlineNanos) {
        TopicPartition partition = new TopicPartition(topic, place.partition());
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, place.offset());
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadlineNanos) {
                throw new TimeoutException("no record in time");
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumers.close();
    }

    /** A log, and where it stood. */
    private record Placed(ArchiveIndex.Place place, ArchivedLog log) {}
}
