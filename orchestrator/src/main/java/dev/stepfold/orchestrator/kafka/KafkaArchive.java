package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.ArchiveIndex;
import dev.stepfold.documentlog.ArchiveReader;
import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code stepfold.document-archive}, with {@code stepfold.archived-documents} beside it. Every write opens a
 * {@link FencedArchiveWriter} first, then reads the document's topic, and then writes.
 */
public final class KafkaArchive implements Archive {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaArchive.class);

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);

    private final DocumentTopics topics;
    private final DocumentLogReader reader;
    private final ArchiveReader archive;
    private final ArchiveIndex index;
    private final int documentsMax;
    private final InstantSource clock;
    private final FencedArchiveWriter.Factory writers;
    private final LogCopy copy;

    /**
     * @param connection how to connect to Kafka
     * @param documentsMax the most documents that may be archived
     */
    public KafkaArchive(
            KafkaConnection connection,
            DocumentTopics topics,
            DocumentLogReader reader,
            ArchiveReader archive,
            ArchiveIndex index,
            int documentsMax,
            InstantSource clock) {
        this.topics = topics;
        this.reader = reader;
        this.archive = archive;
        this.index = index;
        this.documentsMax = documentsMax;
        this.clock = clock;
        this.writers = new FencedArchiveWriter.Factory(connection);
        this.copy = new LogCopy(connection);
    }

    @Override
    public Optional<DocumentLogSlice> find(DocumentId documentId) throws LogUnavailableException {
        return archive.read(documentId, 0, Long.MAX_VALUE);
    }

    @Override
    public Optional<String> refusal(DocumentId documentId) throws LogUnavailableException {
        if (!archive.isArchived(documentId) && index.size() >= documentsMax) {
            return Optional.of("The archive is full; its limit is " + documentsMax + " documents");
        }
        Optional<List<ConsumerRecord<String, byte[]>>> records = reader.readVerbatim(documentId);
        if (records.isPresent() && !LogCopy.isWhole(records.get())) {
            return Optional.of("The document's log has a gap");
        }
        if (records.isPresent() && !ArchiveLimits.allow(LogCopy.of(documentId, records.get(), clock.instant()))) {
            return Optional.of("The document's log is too large for the archive");
        }
        // A sealed log must go to the archive before its document can continue. Opening a writer is therefore tried
        // before the seal.
        writers.open(documentId).close();
        return Optional.empty();
    }

    @Override
    public boolean store(DocumentId documentId) throws LogUnavailableException {
        try (FencedArchiveWriter writer = writers.open(documentId)) {
            Optional<Uuid> topic = topics.find(documentId);
            if (topic.isEmpty()) {
                return archive.find(documentId).filter(KafkaArchive::isSealed).isPresent();
            }
            Optional<List<ConsumerRecord<String, byte[]>>> records = reader.readVerbatim(documentId);
            if (records.isEmpty() || records.get().isEmpty()) {
                return archive.find(documentId).filter(KafkaArchive::isSealed).isPresent();
            }
            ArchivedLog log = LogCopy.of(documentId, records.get(), clock.instant());
            if (!LogCopy.isWhole(records.get()) || !isSealed(log)) {
                return false;
            }
            writer.write(log);
            awaitArchived(documentId, Optional.of(log));
            topics.delete(documentId, topic.get());
            return true;
        }
    }

    @Override
    public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease)
            throws LogUnavailableException {
        DocumentId documentId = restored.event().documentId();
        Optional<ArchivedLog> log = archive.find(documentId);
        if (log.isEmpty() || log.get().endOffset() != restored.event().sequence()) {
            return false;
        }
        lease.require(documentId);
        if (topics.create(documentId) == DocumentTopics.Creation.EXISTED
                && (topics.deleteLeftOver(documentId) || isSpoilt(documentId))) {
            return false;
        }
        lease.require(documentId);
        return copy.write(log.get(), restored, trace);
    }

    /**
     * Whether the topic already has records: the archived log cannot get its offsets then. If none of them counts, a
     * late writer wrote them, and the topic is deleted, to be recreated.
     */
    private boolean isSpoilt(DocumentId documentId) throws LogUnavailableException {
        Optional<Uuid> topic = topics.find(documentId);
        Optional<DocumentLogSlice> records = reader.read(documentId, 0);
        if (topic.isEmpty() || records.isEmpty() || records.get().endOffset() == 0) {
            return false;
        }
        if (records.get().events().isEmpty()) {
            LOG.warn("deleting a topic without an event documentId={}", documentId);
            topics.delete(documentId, topic.get());
        }
        return true;
    }

    @Override
    public Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException {
        if (first == null) {
            return topic.carryOut();
        }
        try (FencedArchiveWriter writer = writers.open(documentId)) {
            if (archive.find(documentId).filter(log -> beginsWith(log, first)).isPresent()) {
                remove(writer, documentId);
            }
            Optional<Instant> deletedAt = topic.carryOut();
            // A writer opened meanwhile may have archived the topic once more: then this one is fenced, and the erasure
            // is retried.
            if (archive.find(documentId).filter(log -> !beginsWith(log, first)).isEmpty()) {
                remove(writer, documentId);
            }
            return deletedAt;
        }
    }

    private void remove(FencedArchiveWriter writer, DocumentId documentId) throws LogUnavailableException {
        writer.remove(documentId);
        awaitArchived(documentId, Optional.empty());
    }

    /**
     * Waits until readers see what was written: a transaction counts as committed once its outcome is certain, a moment
     * before it can be read (KIP-98). The copy is therefore read back before the original is deleted.
     */
    private void awaitArchived(DocumentId documentId, Optional<ArchivedLog> written) throws LogUnavailableException {
        Instant end = clock.instant().plus(VISIBLE_WITHIN);
        while (!archive.find(documentId).equals(written)) {
            if (clock.instant().isAfter(end)) {
                throw new LogUnavailableException(
                        "the last archive write for " + documentId + " cannot be read yet",
                        new TimeoutException("not within " + VISIBLE_WITHIN));
            }
            try {
                Thread.sleep(LOOK_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted while archiving " + documentId, e);
            }
        }
    }

    private static boolean beginsWith(ArchivedLog log, RecordedEvent first) {
        List<RecordedEvent> events =
                ArchiveReader.slice(log, 0, first.sequence() + 1).events();
        return !events.isEmpty() && events.getFirst().equals(first);
    }

    private static boolean isSealed(ArchivedLog log) {
        List<RecordedEvent> events =
                ArchiveReader.slice(log, 0, log.endOffset()).events();
        return !events.isEmpty() && events.getLast().isSeal();
    }
}
