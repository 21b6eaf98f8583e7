package dev.stepfold.commandline.kafka;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.KafkaProblem;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka cluster, as the commands ask it. Every failure is a {@link CommandFailedException}. */
public final class Cluster implements AutoCloseable {
    /** How many topics one request asks about. */
    private static final int TOPICS_IN_REQUEST = 1_000;

    private final KafkaConnection kafka;
    private final Admin admin;

    /**
     * Where a partition ends.
     *
     * @param offset the offset that the next record will have
     * @param leaderEpoch of the broker's answer; -1 if it gave none. It rises when a broker starts again
     */
    public record End(long offset, int leaderEpoch) {}

    private Cluster(KafkaConnection kafka, Admin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** Connects, and waits for an answer. */
    public static Cluster connect(KafkaConnection kafka) {
        Cluster cluster;
        try {
            cluster = new Cluster(kafka, kafka.admin(ClientProperties.admin()));
        } catch (KafkaException e) {
            throw new CommandFailedException(KafkaProblem.sentence(kafka, e), e);
        }
        try {
            var _ = cluster.id();
            return cluster;
        } catch (CommandFailedException e) {
            cluster.close();
            throw e;
        }
    }

    /** How it is connected to. */
    public KafkaConnection kafka() {
        return kafka;
    }

    /** What the installation's topics and groups are called. */
    public KafkaNames names() {
        return kafka.names();
    }

    public Admin admin() {
        return admin;
    }

    /** The cluster's own id. */
    public String id() {
        try {
            return admin.describeCluster()
                    .clusterId()
                    .get(2 * ClientProperties.ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailedException(KafkaProblem.sentence(kafka, e), e);
        }
    }

    /**
     * Waits for an answer.
     *
     * @param failure what it means if there is none
     */
    public <T> T answer(String failure, KafkaFuture<T> future) {
        try {
            return future.get(2 * ClientProperties.ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw CommandFailedException.because(failure, e);
        }
    }

    /** All topics, by name. */
    public Map<String, TopicListing> topics() {
        return answer("The topics could not be listed", admin.listTopics().namesToListings());
    }

    /** The documents that have a topic, with its id, in the order of their ids. */
    public Map<DocumentId, Uuid> documentTopics() {
        Map<DocumentId, Uuid> found = new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        topics().forEach((name, listing) -> names().documentOf(name).ifPresent(id -> found.put(id, listing.topicId())));
        return found;
    }

    /** The only partition of a document's topic. */
    public TopicPartition partitionOf(DocumentId documentId) {
        return new TopicPartition(names().document(documentId), 0);
    }

    /** A topic's description; empty if there is no such topic. */
    public Optional<TopicDescription> describe(String topic) {
        return Optional.ofNullable(describe(List.of(topic)).get(topic));
    }

    /** The descriptions of those topics that exist. */
    public Map<String, TopicDescription> describe(Collection<String> topics) {
        Map<String, TopicDescription> found = new HashMap<>();
        for (List<String> some : Workers.parts(topics, TOPICS_IN_REQUEST)) {
            admin.describeTopics(some)
                    .topicNameValues()
                    .forEach((name, future) ->
                            ifThere(name, future).ifPresent(description -> found.put(name, description)));
        }
        return found;
    }

    /** Where partitions end; those that do not exist are left out. */
    public Map<TopicPartition, End> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    /** Where partitions begin; those that do not exist are left out. */
    public Map<TopicPartition, End> beginnings(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    /** Offsets of partitions; those that do not exist are left out. */
    public Map<TopicPartition, End> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, End> found = new HashMap<>();
        for (List<TopicPartition> some : Workers.parts(partitions, TOPICS_IN_REQUEST)) {
            Map<TopicPartition, OffsetSpec> question = new HashMap<>();
            some.forEach(partition -> question.put(partition, spec));
            ListOffsetsResult result = admin.listOffsets(question);
            for (TopicPartition partition : some) {
                Optional<ListOffsetsResultInfo> answer =
                        ifThere(partition.toString(), result.partitionResult(partition));
                answer.ifPresent(info -> found.put(
                        partition, new End(info.offset(), info.leaderEpoch().orElse(-1))));
            }
        }
        return found;
    }

    /** The partitions of a topic; empty if there is no such topic. */
    public List<TopicPartition> partitions(String topic) {
        return describe(topic)
                .map(description -> description.partitions().stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList())
                .orElse(List.of());
    }

    private <T> Optional<T> ifThere(String what, KafkaFuture<T> future) {
        try {
            return Optional.of(Objects.requireNonNull(future)
                    .get(2 * ClientProperties.ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (TimeoutException e) {
            throw CommandFailedException.because("Kafka said nothing about " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw CommandFailedException.because("Kafka said nothing about " + what, e);
        }
    }

    /** A consumer for reads that have an end; the caller closes it. */
    public Consumer<byte[], byte[]> reader() {
        return kafka.consumer(ClientProperties.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer whose records arrive in their order; the caller closes it. */
    public Producer<byte[], byte[]> writer() {
        return kafka.producer(
                ClientProperties.writer(EventCompression.TYPE), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        admin.close();
    }
}
