package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates and deletes document topics. Topics are created in batches: one by one, a topic takes 20 to 35 ms; in
 * batches, over 2,000 topics are created in a second. While a request is under way, the next batch gathers. At most
 * {@value #QUEUE_MAX} topics wait in the queue; further callers block until it has room.
 */
public final class DocumentTopics implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentTopics.class);
    private static final int QUEUE_MAX = 10_000;
    private static final int BATCH_MAX = 500;
    private static final long TIMEOUT_S = 30;
    private static final ListOffsetsOptions END_OPTIONS = new ListOffsetsOptions().timeoutMs(2_000);

    /** One partition, kept forever; small indexes, because the default preallocation stalls the broker. */
    private static final Map<String, String> CONFIG = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG, "-1",
            TopicConfig.RETENTION_BYTES_CONFIG, "-1",
            TopicConfig.SEGMENT_BYTES_CONFIG, "16777216",
            TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, "65536",
            TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, "1048576",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(SharedTopics.RECORD_BYTES_MAX));

    private final Admin admin;
    private final MetadataOnDisk metadata;
    private final TopicCreation creation;
    private final KafkaNames names;
    private final TopicLayout layout;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread batcher;

    /** @param names of the installation whose documents these are */
    public DocumentTopics(Admin admin, KafkaNames names, TopicLayout layout) {
        this.admin = admin;
        this.metadata = new MetadataOnDisk(admin, layout.flush());
        this.creation = new TopicCreation(admin, metadata);
        this.names = names;
        this.layout = layout;
        this.batcher = Thread.ofVirtual().name("document-topics").start(this::createBatches);
    }

    /** The outcome of creating a topic. */
    public enum Creation {
        /** The topic is new and empty. */
        CREATED,
        /** The topic existed already. */
        EXISTED
    }

    /**
     * Creates the topic of a document, and waits until Kafka has done so, on the disk as well where appends are flushed.
     *
     * @throws LogUnavailableException when Kafka did not answer; the topic may or may not exist
     */
    public Creation create(DocumentId documentId) throws LogUnavailableException {
        Request request = new Request(documentId, new CompletableFuture<>());
        try {
            requests.put(request);
            return request.done.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while creating the topic of " + documentId, e);
        } catch (ExecutionException | CancellationException | TimeoutException e) {
            throw new LogUnavailableException("the topic of " + documentId + " could not be created", e);
        }
    }

    /**
     * The id of the topic that a document has now.
     *
     * @return empty if it has none
     * @throws LogUnavailableException when Kafka did not answer
     */
    public Optional<Uuid> find(DocumentId documentId) throws LogUnavailableException {
        String name = names.document(documentId);
        return answer("the topic of " + documentId + " could not be looked for", () -> {
            try {
                return Optional.of(Objects.requireNonNull(admin.describeTopics(List.of(name))
                                .topicNameValues()
                                .get(name))
                        .get(TIMEOUT_S, TimeUnit.SECONDS)
                        .topicId());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * The documents of an installation that have a topic now.
     *
     * @throws LogUnavailableException when Kafka did not answer
     */
    public static Set<DocumentId> documents(Admin admin, KafkaNames names) throws LogUnavailableException {
        Set<DocumentId> documents = new LinkedHashSet<>();
        answer(
                        "the topics could not be listed",
                        () -> admin.listTopics().names().get(TIMEOUT_S, TimeUnit.SECONDS))
                .forEach(topic -> names.documentOf(topic).ifPresent(documents::add));
        return documents;
    }

    /**
     * Deletes a topic by its id, on the disk as well where appends are flushed. A topic created later under the same name is
     * not deleted.
     *
     * @return whether the topic existed; false if it was deleted already
     * @throws LogUnavailableException when Kafka did not answer; the topic may or may not exist
     */
    public boolean delete(DocumentId documentId, Uuid topicId) throws LogUnavailableException {
        return answer("the topic of " + documentId + " could not be deleted", () -> {
            try {
                var _ = admin.deleteTopics(TopicCollection.ofTopicIds(List.of(topicId)))
                        .all()
                        .get(TIMEOUT_S, TimeUnit.SECONDS);
                metadata.await();
                return true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicIdException) {
                    metadata.await();
                    return false;
                }
                throw e;
            }
        });
    }

    /**
     * The topic of a document if the cluster made it by itself: where topics are created automatically, whoever asks for one
     * that was deleted brings it back, with the settings of the cluster. Records in it would be lost by their retention. Such
     * a topic has no record, and none of the settings that we give every topic and that the cluster takes.
     *
     * <p>Its name is asked for, at different brokers: while one of them is behind, the answers may be of different topics of
     * that name.
     *
     * @return its id; empty also if the cluster takes none of our settings, or tells nobody those of a topic
     * @throws LogUnavailableException when Kafka did not answer, or allows no topic now, so that it cannot be told
     */
    public Optional<Uuid> findLeftOver(DocumentId documentId) throws LogUnavailableException {
        Optional<Uuid> topicId = find(documentId);
        return topicId.isPresent() && isEmpty(documentId) && isMadeByTheCluster(documentId)
                ? topicId
                : Optional.empty();
    }

    /**
     * Deletes what {@link #findLeftOver} finds.
     *
     * @return whether there was something
     * @throws LogUnavailableException when Kafka did not answer; the topic may or may not exist
     */
    public boolean deleteLeftOver(DocumentId documentId) throws LogUnavailableException {
        Optional<Uuid> found = findLeftOver(documentId);
        return found.isPresent() && deleteLeftOver(documentId, found.get());
    }

    /** Deletes a topic that {@link #findLeftOver} found; whether it was still there. */
    public boolean deleteLeftOver(DocumentId documentId, Uuid topicId) throws LogUnavailableException {
        boolean deleted = delete(documentId, topicId);
        if (deleted) {
            LOG.warn("an empty topic that the cluster had made by itself is deleted documentId={}", documentId);
        }
        return deleted;
    }

    private boolean isMadeByTheCluster(DocumentId documentId) throws LogUnavailableException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, names.document(documentId));
        return answer("the settings of the topic of " + documentId + " could not be looked up", () -> {
            Config config;
            try {
                config = Objects.requireNonNull(
                                admin.describeConfigs(List.of(topic)).values().get(topic))
                        .get(TIMEOUT_S, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException
                        || e.getCause() instanceof AuthorizationException) {
                    return false;
                }
                throw e;
            }
            return topic(names.document(RoomForTopics.NOBODY), layout).configs().entrySet().stream()
                            .noneMatch(ours -> isSet(config.get(ours.getKey()), ours.getValue()))
                    && creation.takesSettings(topic(names.document(RoomForTopics.NOBODY), layout));
        });
    }

    private static boolean isSet(@Nullable ConfigEntry entry, String value) {
        return entry != null
                && entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
                && value.equals(entry.value());
    }

    private boolean isEmpty(DocumentId documentId) throws LogUnavailableException {
        TopicPartition partition = new TopicPartition(names.document(documentId), 0);
        return answer("the end of the topic of " + documentId + " could not be read", () -> {
            try {
                return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), END_OPTIONS)
                                .partitionResult(partition)
                                .get(TIMEOUT_S, TimeUnit.SECONDS)
                                .offset()
                        == 0;
            } catch (ExecutionException e) {
                // Of a topic that was just deleted, the client asks until its timeout.
                if (e.getCause() instanceof UnknownTopicOrPartitionException
                        || e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static <T> T answer(String failure, Callable<T> question) throws LogUnavailableException {
        try {
            return question.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException(failure, e);
        } catch (Exception e) {
            throw new LogUnavailableException(failure, e);
        }
    }

    private void createBatches() {
        List<Request> batch = new ArrayList<>(BATCH_MAX);
        try {
            while (true) {
                batch.add(requests.take());
                requests.drainTo(batch, BATCH_MAX - 1);
                create(batch);
                batch.clear();
            }
        } catch (InterruptedException _) {
            batch.forEach(request -> request.done.cancel(true));
            requests.forEach(request -> request.done.cancel(true));
        }
    }

    private void create(List<Request> batch) throws InterruptedException {
        List<NewTopic> topics = batch.stream()
                .map(request -> names.document(request.documentId))
                .distinct()
                .map(name -> topic(name, layout))
                .toList();
        Map<String, TopicCreation.Outcome> outcomes = creation.create(topics);
        for (Request request : batch) {
            switch (Objects.requireNonNull(outcomes.get(names.document(request.documentId)))) {
                case TopicCreation.Outcome.Created _ -> request.done.complete(Creation.CREATED);
                case TopicCreation.Outcome.Existed _ -> request.done.complete(Creation.EXISTED);
                case TopicCreation.Outcome.Failed(var reason) -> request.done.completeExceptionally(reason);
            }
        }
    }

    /** The topic of a document, as it is created. */
    static NewTopic topic(String name, TopicLayout layout) {
        Map<String, String> config = new HashMap<>(CONFIG);
        config.putAll(SharedTopics.durability(layout));
        return new NewTopic(name, 1, layout.replicationFactor()).configs(config);
    }

    @Override
    public void close() {
        batcher.interrupt();
    }

    private record Request(DocumentId documentId, CompletableFuture<Creation> done) {}
}
