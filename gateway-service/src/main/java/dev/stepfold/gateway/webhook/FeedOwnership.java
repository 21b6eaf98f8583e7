package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions of {@code stepfold.step-events} this gateway owns, and how far their events are taken: a partition is read once
 * its deliveries are restored, and its offset is committed once what was taken is durable. Used on the reader's thread only.
 */
final class FeedOwnership implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(FeedOwnership.class);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration HELD = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> consumer;
    private final KafkaNames names;
    private final WebhookBook book;
    private final Outbox outbox;
    private final Journal journal;
    private final Set<Integer> owned = new HashSet<>();

    /** Partitions that are not restored yet, with the end of their deliveries. */
    private final Map<Integer, Map<TopicPartition, Long>> toRestore = new HashMap<>();

    /** Partitions whose next event cannot be taken now, with when that was found. */
    private final Map<Integer, Long> heldSinceNanos = new HashMap<>();

    /** Whether events are taken that are not committed, and none is polled that is not taken. */
    private boolean isAhead;

    private long committedAtNanos = System.nanoTime();

    FeedOwnership(
            Consumer<String, byte[]> consumer, KafkaNames names, WebhookBook book, Outbox outbox, Journal journal) {
        this.consumer = consumer;
        this.names = names;
        this.book = book;
        this.outbox = outbox;
        this.journal = journal;
    }

    /** The partitions that are owned and restored. */
    Set<Integer> owned() {
        return Set.copyOf(owned);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        consumer.pause(partitions);
        position(partitions);
        List<TopicPartition> deliveries = partitions.stream()
                .map(partition -> new TopicPartition(names.webhookDeliveries(), partition.partition()))
                .toList();
        consumer.endOffsets(deliveries)
                .forEach((partition, end) -> toRestore.put(partition.partition(), Map.of(partition, end)));
    }

    /** Nothing before the oldest registration has to be read. */
    private void position(Collection<TopicPartition> partitions) {
        List<Webhook> webhooks;
        try {
            webhooks = book.awaitWebhooks(consumer);
        } catch (LogUnavailableException e) {
            throw new KafkaException("the webhooks are not known", e);
        }
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            long first = webhooks.stream()
                    .mapToLong(webhook -> partition.partition() < webhook.from().size()
                            ? webhook.from().get(partition.partition())
                            : 0)
                    .min()
                    .orElse(0);
            @Nullable OffsetAndMetadata place = committed.get(partition);
            if (place == null || place.offset() < first) {
                consumer.seek(partition, first);
            }
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        try {
            journal.settle();
            commit(true);
        } catch (LogUnavailableException e) {
            LOG.warn("webhooks of partitions that are given away are not settled reason={}", e.getMessage());
        }
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            toRestore.remove(partition.partition());
            heldSinceNanos.remove(partition.partition());
            release(partition.partition());
        }
        book.watch(owned);
    }

    private void release(int partition) {
        owned.remove(partition);
        outbox.release(partition);
    }

    /** Restores the partitions whose deliveries are read by now; returns whether there were any. */
    boolean restore() {
        boolean isRestored = false;
        for (Map.Entry<Integer, Map<TopicPartition, Long>> next : List.copyOf(toRestore.entrySet())) {
            if (book.isReadTo(next.getValue())) {
                int partition = next.getKey();
                toRestore.remove(partition);
                owned.add(partition);
                book.watch(owned);
                outbox.restore(partition, book.lanes(partition), book.undelivered(partition));
                resume(partition);
                LOG.debug("webhooks restored partition={}", partition);
                isRestored = true;
            }
        }
        return isRestored;
    }

    private void resume(int partition) {
        consumer.resume(List.of(new TopicPartition(names.stepEvents(), partition)));
    }

    /** An event cannot be taken now: it is tried again in a moment, and those after it wait. Other partitions do not. */
    void hold(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        consumer.pause(List.of(partition));
        heldSinceNanos.put(partition.partition(), System.nanoTime());
    }

    /** Tries again what was held for a moment. */
    void resumeHeld() {
        heldSinceNanos.entrySet().removeIf(held -> {
            boolean isOver = System.nanoTime() - held.getValue() > HELD.toNanos();
            if (isOver) {
                resume(held.getKey());
            }
            return isOver;
        });
    }

    /**
     * Events were polled: nothing is committed until they are taken, since a commit covers them. Closing the consumer would commit,
     * too: that revokes its partitions.
     */
    void polled() {
        isAhead = false;
    }

    /** All events that were polled are taken, or held. */
    void taken() {
        isAhead = true;
    }

    /** Commits what was taken, if that was not done a moment ago. */
    void commit(boolean now) {
        boolean isTime = System.nanoTime() - committedAtNanos > COMMIT_EVERY.toNanos();
        if (!isAhead || !(now || isTime)) {
            return;
        }
        try {
            consumer.commitSync();
            committedAtNanos = System.nanoTime();
            isAhead = false;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.debug("webhooks not committed reason={}", e.getMessage());
        }
    }

    /** Gives everything up, as a crash would. */
    void end() {
        for (int partition : new ArrayList<>(owned)) {
            release(partition);
        }
        book.watch(Set.of());
        journal.abandon();
    }
}
