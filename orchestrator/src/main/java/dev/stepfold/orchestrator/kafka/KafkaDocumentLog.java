package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Document topics, written by an idempotent producer that returns the offset which each record got. */
public final class KafkaDocumentLog implements DocumentLog {
    private final DocumentTopics topics;
    private final DocumentLogReader reader;
    private final Appender appender;
    private final InstantSource clock;

    /**
     * @param producers idempotent, with {@code acks=all} and a bounded delivery timeout
     */
    public KafkaDocumentLog(
            DocumentTopics topics,
            DocumentLogReader reader,
            TopicProducers producers,
            KafkaNames names,
            InstantSource clock) {
        this.topics = topics;
        this.reader = reader;
        this.appender = new Appender(producers, names);
        this.clock = clock;
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        return switch (topics.create(documentId)) {
            case CREATED -> new DocumentLogSlice(List.of(), 0);
            case EXISTED -> {
                DocumentLogSlice existing = existing(documentId);
                yield existing.endOffset() == 0 && topics.deleteLeftOver(documentId)
                        ? createdAnew(documentId)
                        : existing;
            }
        };
    }

    private DocumentLogSlice existing(DocumentId documentId) throws LogUnavailableException {
        return reader.read(documentId, 0)
                .orElseThrow(() -> new LogUnavailableException(
                        "the topic of " + documentId + " is not visible yet", new UnknownTopicOrPartitionException()));
    }

    private DocumentLogSlice createdAnew(DocumentId documentId) throws LogUnavailableException {
        return switch (topics.create(documentId)) {
            case CREATED -> new DocumentLogSlice(List.of(), 0);
            case EXISTED ->
                throw new LogUnavailableException(
                        "the topic of " + documentId + " was made by the cluster once more",
                        new TopicExistsException(documentId.value()));
        };
    }

    @Override
    public Optional<LeftOver> findLeftOver(DocumentId documentId) throws LogUnavailableException {
        return topics.findLeftOver(documentId).map(topicId -> new TopicLeftOver(topics, documentId, topicId));
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return reader.read(documentId, fromSequence);
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        Optional<Uuid> topicId = topics.find(documentId);
        return topicId.isPresent() ? new TopicDeletion(documentId, topicId.get()) : Optional::empty;
    }

    @Override
    public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        return appender.append(events, context);
    }

    private record TopicLeftOver(DocumentTopics topics, DocumentId documentId, Uuid topicId) implements LeftOver {
        @Override
        public void delete() throws LogUnavailableException {
            var _ = topics.deleteLeftOver(documentId, topicId);
        }
    }

    /** The deletion of one topic. */
    private final class TopicDeletion implements Deletion {
        private final DocumentId documentId;
        private final Uuid topicId;
        private Optional<Instant> deletedAt = Optional.empty();

        TopicDeletion(DocumentId documentId, Uuid topicId) {
            this.documentId = documentId;
            this.topicId = topicId;
        }

        @Override
        public Optional<Instant> carryOut() throws LogUnavailableException {
            if (deletedAt.isEmpty() && topics.delete(documentId, topicId)) {
                deletedAt = Optional.of(clock.instant());
            }
            return deletedAt;
        }
    }
}
