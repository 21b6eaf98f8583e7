package dev.stepfold.orchestrator.commands;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.orchestrator.document.Repeated;
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
 * The offset commits of the partitions of {@code stepfold.commands} that this orchestrator owns: which commands are
 * finished, which offsets were committed, who waits for a commit, and the leases that commits renew.
 *
 * <p>{@link #finish}, {@link #lease} and {@link #commit} are called by documents on any thread, the other methods by
 * the thread that polls.
 */
final class OffsetCommits implements ActiveDocuments.Commits {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final InstantSource clock;
    private final Duration sessionTimeout;
    private final Map<Integer, Owned> owned = new ConcurrentHashMap<>();
    private final Map<Integer, OffsetAndMetadata> committed = new HashMap<>();

    /** The commits that are waited for. Guarded by itself; as many as there are documents that are being erased. */
    private final List<Awaited> awaited = new ArrayList<>();

    private Instant due = Instant.MIN;

    /** How many commits in a row have failed. */
    private int failures;

    /** What is kept for a partition while this orchestrator owns it. */
    private record Owned(OffsetTracker tracker, CommitLease lease) {}

    /**
     * A commit that is waited for.
     *
     * @param tracker the partition's tracker when the wait began; the wait ends once the partition is given up
     * @param offsets of the commands that the commit has to record as finished
     */
    private record Awaited(int partition, OffsetTracker tracker, List<Long> offsets, CompletableFuture<Void> done) {}

    /** @param sessionTimeout after this long without a heartbeat, another orchestrator may own these partitions */
    OffsetCommits(Consumer<String, byte[]> consumer, String topic, InstantSource clock, Duration sessionTimeout) {
        this.consumer = consumer;
        this.topic = topic;
        this.clock = clock;
        this.sessionTimeout = sessionTimeout;
    }

    /** Takes over a partition, from what its last owner committed. */
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

    @Override
    public boolean owns(int partition) {
        return owned.containsKey(partition);
    }

    /** The partitions that are owned. */
    Collection<Integer> partitions() {
        return List.copyOf(owned.keySet());
    }

    /** Which commands of a partition are finished; empty if this orchestrator does not own the partition. */
    Optional<OffsetTracker> tracker(int partition) {
        return Optional.ofNullable(owned.get(partition)).map(Owned::tracker);
    }

    /** Whether this orchestrator has owned the partition without a break since {@code tracker} was created. */
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
            List<Long> offsets = finished.stream()
                    .map(Delivery::offset)
                    .filter(now.tracker::isRead)
                    .toList();
            synchronized (awaited) {
                awaited.add(new Awaited(partition, now.tracker, offsets, done));
            }
        }
        return done;
    }

    /** Commits if a commit is due or waited for; after one that failed, only if it is due. */
    void commitWhereDue() {
        Instant now = clock.instant();
        if (failures > 0 && now.isBefore(due)) {
            return;
        }
        List<Awaited> urgent = takeAwaited();
        if (urgent.isEmpty() && now.isBefore(due)) {
            return;
        }
        due = now.plus(INTERVAL);
        // An unchanged offset is committed too if a commit is awaited or a lease is to be renewed: the commit proves
        // that this orchestrator owns the partition.
        urgent.forEach(one -> committed.remove(one.partition));
        committed.keySet().removeIf(partition -> isToBeRenewed(partition, now));
        Map<TopicPartition, OffsetAndMetadata> offsets = changed(partitions());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (sent, failure) -> {
                if (failure == null) {
                    failures = 0;
                    sent.keySet().forEach(partition -> renewLease(partition.partition(), now));
                } else {
                    failures++;
                    LOG.atLevel(Repeated.level(failures))
                            .log(
                                    "commit failed, retrying later failures={} offsets={} reason={}",
                                    failures,
                                    sent,
                                    failure.getMessage());
                    sent.keySet().forEach(partition -> committed.remove(partition.partition()));
                }
                urgent.forEach(one -> settle(one, sent, failure));
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

    /**
     * Commits what has changed in these partitions, and waits for the result. If the commit fails, commands are read
     * again.
     */
    void commitNow(Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = changed(partitions);
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets, TIMEOUT);
            } catch (KafkaException e) {
                LOG.warn("commit failed, commands will be read again offsets={} reason={}", offsets, e.getMessage());
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

    private TopicPartition key(int partition) {
        return new TopicPartition(topic, partition);
    }
}
