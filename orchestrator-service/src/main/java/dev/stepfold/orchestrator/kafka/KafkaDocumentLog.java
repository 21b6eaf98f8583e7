package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.DocumentLogReader;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Document topics, written by an idempotent producer that answers with the offset each record really got. */
public final class KafkaDocumentLog implements DocumentLog {
    private final DocumentTopics topics;
    private final DocumentLogReader reader;
    private final Producer<String, byte[]> producer;

    /**
     * @param producer idempotent, with {@code acks=all} and a bounded delivery timeout
     */
    public KafkaDocumentLog(DocumentTopics topics, DocumentLogReader reader, Producer<String, byte[]> producer) {
        this.topics = topics;
        this.reader = reader;
        this.producer = producer;
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
    public int append(List<RecordedEvent> events, Traceparent trace) throws LogUnavailableException {
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>(events.size());
            for (RecordedEvent event : events) {
                sent.add(producer.send(Records.forDocument(event, trace)));
            }
            int won = 0;
            for (Future<RecordMetadata> one : sent) {
                long offset = one.get().offset();
                if (won < events.size() && offset == events.get(won).sequence()) {
                    won++;
                }
            }
            return won;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(events, e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(events, e);
        }
    }

    private static LogUnavailableException unavailable(List<RecordedEvent> events, Exception cause) {
        RecordedEvent first = events.getFirst();
        return new LogUnavailableException(
                "no acknowledgement: documentId=" + first.documentId() + " sequence=" + first.sequence(), cause);
    }
}
