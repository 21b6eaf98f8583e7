package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one member of the orchestrators' consumer group does with {@code stepfold.commands}: hands each command to its
 * document, and commits up to the lowest one that is not finished. Lives as long as its consumer; used by the thread that
 * polls.
 *
 * <p>At {@code documentsMax} active documents the commands of others wait; when {@value #WAITING_MAX} do, it stops reading,
 * and the rest wait in Kafka. Until then a command for an active document, such as a cancel, reaches it at once.
 */
public final class CommandIntake {
    /** Commands that may wait in memory. */
    static final int WAITING_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEAD_LETTER_WAIT = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final Ports ports;
    private final DeadLetters deadLetters;
    private final ActiveDocuments documents;
    private final Duration sessionTimeout;
    private final Map<Integer, PartitionProgress> progress = new ConcurrentHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();

    /** When the last commit of each partition that succeeded was begun: nobody else owned it then. */
    private final Map<Integer, Instant> proved = new ConcurrentHashMap<>();

    /** Who waits for a commit. Guarded by itself; as many as there are documents that are being erased. */
    private final List<Awaited> awaited = new ArrayList<>();

    private volatile boolean joined;
    private volatile int partitionCount;
    private Instant commitDue = Instant.MIN;
    private boolean paused;

    /**
     * @param consumer subscribed here; does not commit by itself
     * @param documentsMax how many documents may be active at once
     * @param sessionTimeout after how long a silence this member's partitions may be somebody else's
     */
    public CommandIntake(
            Consumer<String, byte[]> consumer,
            Ports ports,
            DeadLetters deadLetters,
            int documentsMax,
            Duration sessionTimeout) {
        this.consumer = consumer;
        this.sessionTimeout = sessionTimeout;
        this.ports = ports;
        this.deadLetters = deadLetters;
        this.documents = new ActiveDocuments(ports, documentsMax, new Finished());
    }

    /** Joins the group. */
    public void subscribe() {
        consumer.subscribe(List.of(Topics.COMMANDS), new Rebalance());
    }

    /** Whether this is a member of the group, with or without partitions. */
    public boolean isJoined() {
        return joined;
    }

    /** Whether the document's commands come to this member now. */
    public boolean owns(DocumentId documentId) {
        byte[] key = documentId.value().getBytes(StandardCharsets.UTF_8);
        int partitions = partitionCount;
        return partitions > 0 && progress.containsKey(Utils.toPositive(Utils.murmur2(key)) % partitions);
    }

    /** How many documents are active. */
    public int activeDocuments() {
        return documents.activeCount();
    }

    /** Waits a moment for commands, and hands on those that came. */
    public void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            accept(record);
        }
        documents.redeliver();
        holdBack();
        Instant now = ports.clock().instant();
        List<Awaited> inHaste = takeAwaited();
        if (!inHaste.isEmpty() || !now.isBefore(commitDue)) {
            commitDue = now.plus(COMMIT_INTERVAL);
            commitAsync(inHaste, now);
        }
    }

    private void commitAsync(List<Awaited> inHaste, Instant now) {
        // An unchanged commit is made as well where one is awaited: it tells that this member is the owner still.
        inHaste.forEach(one -> committed.remove(new TopicPartition(Topics.COMMANDS, one.partition)));
        committed.keySet().removeIf(partition -> isToBeProved(partition.partition(), now));
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(progress.keySet());
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (sent, failure) -> {
                committed(sent, failure);
                if (failure == null) {
                    sent.keySet().forEach(partition -> proved.computeIfPresent(partition.partition(), (_, _) -> now));
                }
                inHaste.forEach(one -> settle(one, sent, failure));
            });
        }
    }

    private boolean isToBeProved(int partition, Instant now) {
        Instant last = proved.get(partition);
        return last == null || last.isBefore(now.minus(sessionTimeout.dividedBy(4)));
    }

    private List<Awaited> takeAwaited() {
        synchronized (awaited) {
            awaited.removeIf(one -> progress.get(one.partition) != one.owned);
            List<Awaited> all = List.copyOf(awaited);
            awaited.clear();
            return all;
        }
    }

    private void settle(Awaited one, Map<TopicPartition, OffsetAndMetadata> sent, @Nullable Exception failure) {
        OffsetAndMetadata commit = sent.get(new TopicPartition(Topics.COMMANDS, one.partition));
        if (failure == null
                && commit != null
                && one.offsets.stream().allMatch(offset -> PartitionProgress.isTold(commit, offset))) {
            one.done.complete(null);
        } else {
            synchronized (awaited) {
                awaited.add(one);
            }
        }
    }

    /** Commits, and stops the active documents where they stand. */
    public void leave() {
        try {
            commitSync(progress.keySet());
        } finally {
            List.copyOf(progress.keySet()).forEach(this::drop);
        }
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        PartitionProgress partition = progress.get(record.partition());
        if (partition == null) {
            return;
        }
        if (!partition.begin(record.offset())) {
            return;
        }
        try {
            documents.deliver(new Delivery(
                    Records.command(record.key(), record.value()),
                    Records.trace(record).orElseGet(() -> Traceparent.random(ports.random())),
                    record.partition(),
                    record.offset(),
                    0));
        } catch (UnreadableException e) {
            setAside(record, e, partition);
        }
    }

    /**
     * Counts an unreadable command as finished once it is in the dead letters; tries again for as long as that takes, unless
     * it is too large for them: then the log alone tells of it.
     */
    private void setAside(
            ConsumerRecord<String, byte[]> record, UnreadableException problem, PartitionProgress partition) {
        var _ = deadLetters.report(record, problem).whenComplete((_, failure) -> {
            if (failure == null || failure instanceof RecordTooLargeException) {
                partition.finish(record.offset());
            } else if (progress.get(record.partition()) == partition) {
                ports.runner()
                        .at(ports.clock().instant().plus(DEAD_LETTER_WAIT), () -> setAside(record, problem, partition));
            }
        });
    }

    /** Called by documents, on any thread. */
    private final class Finished implements ActiveDocuments.Progress {
        /**
         * A commit keeps the session alive at the broker (classic protocol), so that for a session from its beginning nobody
         * else can own the partition. Half of it is left for what the owner then asks of Kafka to arrive.
         */
        @Override
        public boolean isCertainlyOwned(int partition) {
            Instant last = proved.get(partition);
            return last != null && last.isAfter(ports.clock().instant().minus(sessionTimeout.dividedBy(2)));
        }

        @Override
        public void finish(Delivery delivery) {
            PartitionProgress partition = progress.get(delivery.partition());
            if (partition != null) {
                partition.finish(delivery.offset());
            }
        }

        @Override
        public CompletableFuture<Void> commit(int partition, List<Delivery> finished) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            PartitionProgress owned = progress.get(partition);
            if (owned != null) {
                List<Long> offsets = finished.stream().map(Delivery::offset).toList();
                synchronized (awaited) {
                    awaited.add(new Awaited(partition, owned, offsets, done));
                }
            }
            return done;
        }
    }

    /**
     * A commit that is waited for.
     *
     * @param owned the partition in the ownership in which it is waited for; nobody waits any more after that
     * @param offsets of the commands that it has to call finished
     */
    private record Awaited(int partition, PartitionProgress owned, List<Long> offsets, CompletableFuture<Void> done) {}

    private void holdBack() {
        boolean full = documents.waitingCount() >= WAITING_MAX;
        if (full && !paused) {
            LOG.warn(
                    "holding back commands activeDocuments={} waitingCommands={}",
                    documents.activeCount(),
                    documents.waitingCount());
            paused = true;
        } else if (!full && paused) {
            paused = false;
            consumer.resume(consumer.paused());
        }
        if (paused) {
            consumer.pause(consumer.assignment());
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int number : partitions) {
            PartitionProgress partition = progress.get(number);
            TopicPartition key = new TopicPartition(Topics.COMMANDS, number);
            if (partition != null) {
                OffsetAndMetadata offset = partition.committable();
                if (!offset.equals(committed.put(key, offset))) {
                    offsets.put(key, offset);
                }
            }
        }
        return offsets;
    }

    /** Called on the polling thread. */
    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.warn("commit failed, it is repeated offsets={} reason={}", offsets, failure.getMessage());
            committed.keySet().removeAll(offsets.keySet());
        }
    }

    private void commitSync(Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets, COMMIT_TIMEOUT);
            } catch (KafkaException e) {
                LOG.warn("commit failed, commands are read again offsets={} reason={}", offsets, e.getMessage());
            }
        }
    }

    private void drop(int partition) {
        documents.drop(partition);
        progress.remove(partition);
        proved.remove(partition);
        committed.remove(new TopicPartition(Topics.COMMANDS, partition));
    }

    /** Takes partitions on and gives them up. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> before = consumer.committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata committedBefore = before.get(partition);
                progress.put(
                        partition.partition(),
                        new PartitionProgress(
                                committedBefore == null
                                        ? new OffsetAndMetadata(consumer.position(partition))
                                        : committedBefore));
                proved.put(partition.partition(), Instant.MIN);
            }
            partitionCount = consumer.partitionsFor(Topics.COMMANDS).size();
            commitDue = Instant.MIN;
            LOG.info("assigned partitions={}", numbers(partitions));
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitSync(numbers(partitions));
            giveUp(partitions, "revoked");
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            giveUp(partitions, "lost");
        }

        private void giveUp(Collection<TopicPartition> partitions, String why) {
            LOG.info("{} partitions={}", why, numbers(partitions));
            numbers(partitions).forEach(CommandIntake.this::drop);
        }

        private static List<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).sorted().toList();
        }
    }
}
