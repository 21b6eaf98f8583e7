package dev.stepfold.projection.streams;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where the documents' topics and the feed end, asked for in batches. A topic that is deleted meanwhile has no end.
 *
 * <p>Every method throws {@link LogUnavailableException} when Kafka did not answer in time.
 */
final class LogEnds {
    /** How many partitions one request asks for. */
    private static final int BATCH_MAX = 1_000;

    /** How long a request may take; also how long Kafka's client looks for a topic that was deleted meanwhile. */
    private static final int TIMEOUT_MS = 3_000;

    private static final long WAIT_MAX_S = 10;

    private final Admin admin;
    private final KafkaNames names;

    LogEnds(Admin admin, KafkaNames names) {
        this.admin = admin;
        this.names = names;
    }

    /** The documents that have a topic now. */
    List<DocumentId> documents() throws LogUnavailableException {
        List<DocumentId> found = new ArrayList<>();
        for (String topic : answer(admin.listTopics().names())) {
            names.documentOf(topic).ifPresent(found::add);
        }
        return found;
    }

    /** The ends of the topics of these documents, as far as there are topics. */
    Map<DocumentId, Long> ofDocuments(Collection<DocumentId> documents) throws LogUnavailableException {
        Map<DocumentId, Long> ends = new HashMap<>();
        List<DocumentId> all = List.copyOf(documents);
        for (int from = 0; from < all.size(); from += BATCH_MAX) {
            ends.putAll(ends(
                    all.subList(from, Math.min(all.size(), from + BATCH_MAX)),
                    documentId -> new TopicPartition(names.document(documentId), 0)));
        }
        return ends;
    }

    /** The ends of the partitions of {@code stepfold.step-events}. */
    Map<Integer, Long> ofFeed() throws LogUnavailableException {
        int partitions = answer(
                        admin.describeTopics(List.of(names.stepEvents())).allTopicNames())
                .values()
                .iterator()
                .next()
                .partitions()
                .size();
        return ends(
                IntStream.range(0, partitions).boxed().toList(),
                partition -> new TopicPartition(names.stepEvents(), partition));
    }

    /** Up to which offset of each partition of {@code stepfold.step-events} the projection has committed. */
    Map<Integer, Long> committed() throws LogUnavailableException {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                answer(admin.listConsumerGroupOffsets(names.projection()).partitionsToOffsetAndMetadata());
        Map<Integer, Long> committed = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null && partition.topic().equals(names.stepEvents())) {
                committed.put(partition.partition(), offset.offset());
            }
        });
        return committed;
    }

    /**
     * The ends of partitions. One whose topic was deleted meanwhile has none: Kafka's client looks for it until the
     * timeout, and so it cannot be told from one that did not answer.
     */
    private <K> Map<K, Long> ends(List<K> keys, Function<K, TopicPartition> partitionOf)
            throws LogUnavailableException {
        ListOffsetsResult result = admin.listOffsets(
                keys.stream().collect(Collectors.toMap(partitionOf, _ -> OffsetSpec.latest())),
                new ListOffsetsOptions().timeoutMs(TIMEOUT_MS));
        Map<K, Long> ends = new HashMap<>();
        @Nullable LogUnavailableException failure = null;
        for (K key : keys) {
            try {
                ends.put(
                        key,
                        answer(result.partitionResult(partitionOf.apply(key))).offset());
            } catch (LogUnavailableException e) {
                failure = e;
            }
        }
        if (failure != null && ends.isEmpty()) {
            throw failure;
        }
        return ends;
    }

    private static <T> T answer(KafkaFuture<T> question) throws LogUnavailableException {
        try {
            return question.get(WAIT_MAX_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while asking Kafka", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new LogUnavailableException("Kafka did not say where topics end", e);
        }
    }
}
