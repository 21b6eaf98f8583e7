package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where the topics of many documents end, and with which records: in requests for many topics each.
 *
 * <p>Safe for use by many threads.
 */
public final class DocumentTopicEnds implements AutoCloseable {
    private static final int BATCH_MAX = 500;
    private static final int READS_MAX = 2;
    private static final Duration POLL = Duration.ofMillis(20);

    /** A topic that was just deleted is asked for until the request times out. */
    private static final int REQUEST_TIMEOUT_MS = 2_000;

    /** How long the last records of a batch may take. */
    private static final Duration RECORDS_WITHIN = Duration.ofSeconds(3);

    private final Admin admin;
    private final KafkaNames names;
    private final OneShotConsumers consumers;

    /**
     * The last record of a document's topic.
     *
     * @param endOffset the offset after it
     * @param event its event; empty if it does not count, or cannot be read
     */
    public record Last(long endOffset, Optional<EncodedEvent> event) {}

    /**
     * @param connection how to connect to Kafka
     * @param timeout how long one read may take, its wait for a consumer included
     */
    public DocumentTopicEnds(Admin admin, KafkaConnection connection, Duration timeout) {
        this.admin = admin;
        this.names = connection.names();
        this.consumers = new OneShotConsumers(connection, IsolationLevel.READ_UNCOMMITTED, READS_MAX, timeout);
    }

    /**
     * The offset after the last record of each of these documents' topics. Left out are topics for which no answer came
     * in time, for example because they were just deleted.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Map<DocumentId, Long> ends(Collection<DocumentId> documents) throws LogUnavailableException {
        Map<DocumentId, Long> ends = new HashMap<>();
        for (List<DocumentId> batch : batches(documents)) {
            Map<TopicPartition, OffsetSpec> questions = new HashMap<>();
            batch.forEach(document -> questions.put(partition(document), OffsetSpec.latest()));
            ListOffsetsResult answers =
                    admin.listOffsets(questions, new ListOffsetsOptions().timeoutMs(REQUEST_TIMEOUT_MS));
            for (DocumentId document : batch) {
                answer(answers, document).ifPresent(end -> ends.put(document, end));
            }
        }
        return ends;
    }

    private Optional<Long> answer(ListOffsetsResult answers, DocumentId document) throws LogUnavailableException {
        try {
            return Optional.of(
                    answers.partitionResult(partition(document)).get().offset());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while asking for the ends of the documents' topics", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException || e.getCause() instanceof TimeoutException) {
                return Optional.empty();
            }
            throw new LogUnavailableException("the end of the topic of " + document + " could not be read", e);
        }
    }

    /**
     * The last record of each of these documents' topics; of an empty topic, only its end. Left out are topics that did
     * not answer in time.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Map<DocumentId, Last> last(Collection<DocumentId> documents) throws LogUnavailableException {
        Map<DocumentId, Last> found = new LinkedHashMap<>();
        for (List<DocumentId> batch : batches(documents)) {
            Map<DocumentId, Long> ends = ends(batch);
            Map<TopicPartition, DocumentId> asked = new HashMap<>();
            ends.forEach((document, end) -> {
                if (end == 0) {
                    found.put(document, new Last(0, Optional.empty()));
                } else {
                    asked.put(partition(document), document);
                }
            });
            found.putAll(consumers.read(
                    "the last records of " + asked.size() + " topics", (consumer, _) -> last(consumer, asked, ends)));
        }
        return found;
    }

    private Map<DocumentId, Last> last(
            Consumer<String, byte[]> consumer, Map<TopicPartition, DocumentId> asked, Map<DocumentId, Long> ends) {
        Map<DocumentId, Last> found = new HashMap<>();
        Set<TopicPartition> open = new HashSet<>(asked.keySet());
        consumer.assign(open);
        asked.forEach((partition, document) -> consumer.seek(partition, ends.getOrDefault(document, 1L) - 1));
        long deadlineNanos = System.nanoTime() + RECORDS_WITHIN.toNanos();
        while (!open.isEmpty() && System.nanoTime() < deadlineNanos) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                DocumentId document = asked.get(partition);
                // A topic that was cut meanwhile is read from its beginning.
                if (document != null
                        && record.offset() >= ends.getOrDefault(document, 0L) - 1
                        && open.remove(partition)) {
                    found.put(document, new Last(record.offset() + 1, counted(document, record)));
                    consumer.pause(List.of(partition));
                }
            }
        }
        consumer.assign(List.of());
        return found;
    }

    private static Optional<EncodedEvent> counted(DocumentId document, ConsumerRecord<String, byte[]> record) {
        try {
            return FenceRule.counted(
                    document, record.offset(), record.key(), record.value(), Records.previous(record.headers()));
        } catch (UnreadableException _) {
            return Optional.empty();
        }
    }

    private static List<List<DocumentId>> batches(Collection<DocumentId> documents) {
        List<DocumentId> all = List.copyOf(documents);
        List<List<DocumentId>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += BATCH_MAX) {
            batches.add(all.subList(from, Math.min(from + BATCH_MAX, all.size())));
        }
        return batches;
    }

    private TopicPartition partition(DocumentId document) {
        return new TopicPartition(names.document(document), 0);
    }

    /** Closes the consumers; reads under way finish first or fail. */
    @Override
    public void close() {
        consumers.close();
    }
}
