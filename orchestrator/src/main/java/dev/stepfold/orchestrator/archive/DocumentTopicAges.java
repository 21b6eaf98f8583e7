package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.DocumentTopics;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which documents have a topic, and when something was last written to it. */
final class DocumentTopicAges {
    private static final int TIMEOUT_MS = 2_000;

    private final Admin admin;
    private final KafkaNames names;

    DocumentTopicAges(Admin admin, KafkaNames names) {
        this.admin = admin;
        this.names = names;
    }

    /**
     * The documents that have a topic now.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Set<DocumentId> documents() throws LogUnavailableException {
        return DocumentTopics.documents(admin, names);
    }

    /**
     * When each of these documents' topics was last written to. Left out are topics without a record, and topics for
     * which no answer came in time, for example because they were just deleted.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Map<DocumentId, Instant> lastWritten(Collection<DocumentId> documents) throws LogUnavailableException {
        // One request per topic: in a common request, the topics that exist would wait for one that does not.
        Map<DocumentId, KafkaFuture<ListOffsetsResultInfo>> questions = new LinkedHashMap<>();
        documents.forEach(document -> questions.put(document, ask(document)));
        Map<DocumentId, Instant> found = new HashMap<>();
        for (var question : questions.entrySet()) {
            try {
                long timestamp = question.getValue().get().timestamp();
                if (timestamp >= 0) {
                    found.put(question.getKey(), Instant.ofEpochMilli(timestamp));
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        && !(e.getCause() instanceof TimeoutException)) {
                    throw new LogUnavailableException(
                            "the age of the topic of " + question.getKey() + " could not be read", e);
                }
            }
        }
        return found;
    }

    private static LogUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LogUnavailableException("interrupted while reading the ages of the documents' topics", e);
    }

    private KafkaFuture<ListOffsetsResultInfo> ask(DocumentId document) {
        TopicPartition partition = new TopicPartition(names.document(document), 0);
        return admin.listOffsets(
                        Map.of(partition, OffsetSpec.maxTimestamp()), new ListOffsetsOptions().timeoutMs(TIMEOUT_MS))
                .partitionResult(partition);
    }
}
