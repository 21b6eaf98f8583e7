package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offset commits of the partitions of {@code stepfold.commands} that this orchestrator owns: what is finished in each, what
 * was committed, who waits for a commit, and the leases that commits renew.
 *
 * <p>{@link #finish}, {@link #lease} and {@link #commit} are called by documents on any thread, the rest by the thread that polls.
 */
final class OffsetCommits implements ActiveDocuments.Commits {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final InstantSource clock;
    private final Duration sessionTimeout;
    private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
    private final Map<Integer, OffsetAndMetadata> committed = new HashMap<>();

    /** Who waits for a commit. Guarded by itself; as many as there are documents that are being erased. */
    private final List<Awaited> awaited = new ArrayList<>();

    private Instant due = Instant.MIN;

    /** What is kept of a partition while it is owned. */
    private record Owned(OffsetTracker tracker, CommitLease lease) {}

    /**
     * A commit that is waited for.
     *
     * @param tracker of the partition as it was owned when the wait began; nobody waits any more after that
     * @param offsets of the commands that it has to call finished
     */
    private record Awaited(int partition, OffsetTracker tracker, List<Long> offsets, CompletableFuture<Void> done) {}

    /**
     * @param sessionTimeout after how long a silence these partitions may be another orchestrator's
     */
    OffsetCommits(Consumer<String, byte[]> consumer, InstantSource clock, Duration sessionTimeout) {
        this.consumer = consumer;
        this.clock = clock;
        this.sessionTimeout = sessionTimeout;
    }

    /** Takes a partition on, at what its last owner committed. */
    void assign(int partition, OffsetAndMetadata from) {
        owned.put(partition, new Owned(new OffsetTracker(from), new CommitLease(clock, sessionTimeout)));
        due = Instant.MIN;
    }

    /** Gives a partition up. */
    void release(int partition) {
        Owned before = owned.remove(partition);
        if (before != null) {
            before.lease.release();
        }
        committed.remove(partition);
    }

    boolean owns(int partition) {
        return owned.containsKey(partition);
    }

    /** The partitions that are owned. */
    Collection<Integer> partitions() {
        return List.copyOf(owned.keySet());
    }

    /** What is finished in a partition; empty where it is not owned. */
    Optional<OffsetTracker> tracker(int partition) {
        return Optional.ofNullable(owned.get(partition)).map(Owned::tracker);
    }

    /** Whether the partition is owned as it was when {@code tracker} began. */
    boolean isTracking(int partition, OffsetTracker tracker) {
        Owned now = owned.get(partition);
        return now != null && now.tracker == tracker;
    }

    @Override
    public void finish(Delivery delivery) {
        tracker(delivery.partition()).ifPresent(tracker -> tracker.finish(delivery.offset()));
    }

    @Override
    public PartitionLease lease(int partition) {
        Owned now = owned.get(partition);
        return now == null ? () -> false : now.lease;
    }

    @Override
    public CompletableFuture<Void> commit(int partition, List<Delivery> finished) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Owned now = owned.get(partition);
        if (now != null) {
            List<Long> offsets = finished.stream().map(Delivery::offset).toList();
            synchronized (awaited) {
                awaited.add(new Awaited(partition, now.tracker, offsets, done));
            }
        }
        return done;
    }

    /** Commits where that is due or waited for. */
    void commitWhereDue() {
        Instant now = clock.instant();
        List<Awaited> inHaste = takeAwaited();
        if (inHaste.isEmpty() && now.isBefore(due)) {
            return;
        }
        due = now.plus(INTERVAL);
        // An unchanged commit is made where one is awaited, or a lease is to be renewed: it proves that the partition
        // is owned.
        inHaste.forEach(one -> committed.remove(one.partition));
        committed.keySet().removeIf(partition -> isToBeRenewed(partition, now));
        Map<TopicPartition, OffsetAndMetadata> offsets = changed(partitions());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (sent, failure) -> {
                if (failure == null) {
                    sent.keySet().forEach(partition -> renewLease(partition.partition(), now));
                } else {
                    LOG.warn("commit failed, it is repeated offsets={} reason={}", sent, failure.getMessage());
                    sent.keySet().forEach(partition -> committed.remove(partition.partition()));
                }
                inHaste.forEach(one -> settle(one, sent, failure));
            });
        }
    }

    private List<Awaited> takeAwaited() {
        synchronized (awaited) {
            awaited.removeIf(one -> !isTracking(one.partition, one.tracker));
            List<Awaited> all = List.copyOf(awaited);
            awaited.clear();
            return all;
        }
    }

    private void settle(Awaited one, Map<TopicPartition, OffsetAndMetadata> sent, @Nullable Exception failure) {
        OffsetAndMetadata commit = sent.get(key(one.partition));
        if (failure == null
                && commit != null
                && one.offsets.stream().allMatch(offset -> OffsetTracker.isTold(commit, offset))) {
            one.done.complete(null);
        } else {
            synchronized (awaited) {
                awaited.add(one);
            }
        }
    }

    private boolean isToBeRenewed(int partition, Instant now) {
        Owned one = owned.get(partition);
        return one == null || one.lease.isToBeRenewed(now);
    }

    private void renewLease(int partition, Instant begun) {
        Owned one = owned.get(partition);
        if (one != null) {
            one.lease.renew(begun);
        }
    }

    /** Commits what has changed in these partitions, and waits for it; where that fails, commands are read again. */
    void commitNow(Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = changed(partitions);
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets, TIMEOUT);
            } catch (KafkaException e) {
                LOG.warn("commit failed, commands are read again offsets={} reason={}", offsets, e.getMessage());
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> changed(Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition : partitions) {
            tracker(partition).map(OffsetTracker::committable).ifPresent(offset -> {
                if (!offset.equals(committed.put(partition, offset))) {
                    offsets.put(key(partition), offset);
                }
            });
        }
        return offsets;
    }

    private static TopicPartition key(int partition) {
        return new TopicPartition(Topics.COMMANDS, partition);
    }
}
