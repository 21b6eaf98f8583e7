package dev.stepfold.orchestrator.archive;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.Topics;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Which documents have a topic, and when something was last written to it. */
final class DocumentTopicAges {
    private final Admin admin;

    DocumentTopicAges(Admin admin) {
        this.admin = admin;
    }

    /**
     * The documents that have a topic now.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Set<DocumentId> documents() throws LogUnavailableException {
        Set<DocumentId> documents = new LinkedHashSet<>();
        for (String name : names()) {
            if (name.startsWith(Topics.DOCUMENT_PREFIX)) {
                String id = name.substring(Topics.DOCUMENT_PREFIX.length());
                if (Identifiers.isValid(id)) {
                    documents.add(new DocumentId(id));
                }
            }
        }
        return documents;
    }

    /**
     * When something was last written to each of these documents' topics. Those that have no record, or no topic any more, are
     * left out.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    Map<DocumentId, Instant> lastWritten(Collection<DocumentId> documents) throws LogUnavailableException {
        Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
        documents.forEach(document -> questions.put(partitionOf(document), OffsetSpec.maxTimestamp()));
        ListOffsetsResult result = admin.listOffsets(questions);
        Map<DocumentId, Instant> found = new HashMap<>();
        for (DocumentId document : documents) {
            try {
                long timestamp =
                        result.partitionResult(partitionOf(document)).get().timestamp();
                if (timestamp >= 0) {
                    found.put(document, Instant.ofEpochMilli(timestamp));
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new LogUnavailableException("the end of the topic of " + document + " is not known", e);
                }
            }
        }
        return found;
    }

    private List<String> names() throws LogUnavailableException {
        try {
            return List.copyOf(admin.listTopics().names().get());
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new LogUnavailableException("the topics could not be listed", e);
        }
    }

    private static LogUnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LogUnavailableException("interrupted while looking at the documents' topics", e);
    }

    private static TopicPartition partitionOf(DocumentId document) {
        return new TopicPartition(Topics.document(document), 0);
    }
}
