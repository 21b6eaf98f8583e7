package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Document topics, written by an idempotent producer that answers with the offset each record really got. */
public final class KafkaDocumentLog implements DocumentLog {
    private final DocumentTopics topics;
    private final DocumentLogReader reader;
    private final Appender appender;

    /**
     * @param producer idempotent, with {@code acks=all} and a bounded delivery timeout
     */
    public KafkaDocumentLog(DocumentTopics topics, DocumentLogReader reader, Producer<String, byte[]> producer) {
        this.topics = topics;
        this.reader = reader;
        this.appender = new Appender(producer);
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        return switch (topics.create(documentId)) {
            case CREATED -> new DocumentLogSlice(List.of(), 0);
            case EXISTED ->
                reader.read(documentId, 0)
                        .orElseThrow(() -> new LogUnavailableException(
                                "the topic of " + documentId + " is not visible yet",
                                new UnknownTopicOrPartitionException()));
        };
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        return reader.read(documentId, fromSequence);
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        Optional<Uuid> topicId = topics.find(documentId);
        return () -> topicId.isPresent() && topics.delete(documentId, topicId.get());
    }

    @Override
    public int append(List<RecordedEvent> events, Traceparent trace) throws LogUnavailableException {
        return appender.append(events, trace);
    }
}
