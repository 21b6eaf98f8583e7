package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads {@code stepfold.commands} in the orchestrators' consumer group and hands each command to its document.
 *
 * <p>At {@code documentsMax} active documents it stops reading until some come to rest; commands wait in Kafka. It runs on
 * a thread of its own, and begins anew with a fresh consumer when the old one fails.
 */
public final class CommandLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(500);
    private static final Duration RESTART_WAIT = Duration.ofSeconds(1);
    private static final Duration DEAD_LETTER_WAIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final DeadLetters deadLetters;
    private final int documentsMax;
    private final ActiveDocuments documents;
    private final Map<Integer, PartitionProgress> progress = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Thread thread;
    private volatile @Nullable Consumer<String, byte[]> current;
    private volatile boolean joined;
    private volatile boolean closed;
    private long committedAtNanos;
    private boolean paused;

    /**
     * @param consumers makes a consumer that does not commit by itself
     * @param documentsMax how many documents may be active at once
     */
    public CommandLoop(
            Supplier<Consumer<String, byte[]>> consumers, Ports ports, DeadLetters deadLetters, int documentsMax) {
        this.consumers = consumers;
        this.deadLetters = deadLetters;
        this.documentsMax = documentsMax;
        this.documents = new ActiveDocuments(ports, this::finished);
        this.thread = Thread.ofPlatform().name("command-loop").unstarted(this::run);
    }

    /** Begins; called once. */
    public void start() {
        thread.start();
    }

    /** Whether the instance is a member of the group, with or without partitions. */
    public boolean isJoined() {
        return joined;
    }

    /** How many documents are active. */
    public int activeDocuments() {
        return documents.count();
    }

    private void run() {
        while (!closed) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                current = consumer;
                consumer.subscribe(List.of(Topics.COMMANDS), new Rebalance(consumer));
                consume(consumer);
            } catch (RuntimeException e) {
                LOG.error("command loop begins anew", e);
            } finally {
                joined = false;
                current = null;
                List.copyOf(progress.keySet()).forEach(this::drop);
            }
            pauseBeforeRestart();
        }
    }

    private void consume(Consumer<String, byte[]> consumer) {
        try {
            while (!closed) {
                consumeOnce(consumer);
            }
        } catch (WakeupException | InterruptException _) {
            LOG.debug("command loop woken");
        } finally {
            Thread.interrupted();
            commitSync(consumer, progress.keySet());
        }
    }

    private void consumeOnce(Consumer<String, byte[]> consumer) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            accept(record);
        }
        documents.redeliver();
        holdBack(consumer);
        if (System.nanoTime() - committedAtNanos >= COMMIT_INTERVAL.toNanos()) {
            committedAtNanos = System.nanoTime();
            Map<TopicPartition, OffsetAndMetadata> offsets = committable(progress.keySet());
            if (!offsets.isEmpty()) {
                consumer.commitAsync(offsets, this::committed);
            }
        }
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        PartitionProgress partition = progress.get(record.partition());
        if (partition == null) {
            return;
        }
        partition.begin(record.offset());
        try {
            documents.deliver(new Delivery(
                    Records.command(record.key(), record.value()),
                    Records.trace(record).orElseGet(() -> Traceparent.random(RandomGenerator.getDefault())),
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
            } else if (!closed) {
                CompletableFuture.delayedExecutor(DEAD_LETTER_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> setAside(record, problem, partition));
            }
        });
    }

    private void finished(Delivery delivery) {
        PartitionProgress partition = progress.get(delivery.partition());
        if (partition != null) {
            partition.finish(delivery.offset());
        }
    }

    private void holdBack(Consumer<String, byte[]> consumer) {
        boolean full = documents.count() >= documentsMax;
        if (full && !paused) {
            LOG.warn("holding back commands activeDocuments={} documentsMax={}", documents.count(), documentsMax);
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
                long offset = partition.committable();
                @Nullable Long before = committed.put(key, offset);
                if (before == null || before != offset) {
                    offsets.put(key, new OffsetAndMetadata(offset));
                }
            }
        }
        return offsets;
    }

    /** Called on the loop's own thread. */
    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.warn("commit failed, it is repeated offsets={} reason={}", offsets, failure.getMessage());
            committed.keySet().removeAll(offsets.keySet());
        }
    }

    private void commitSync(Consumer<String, byte[]> consumer, Collection<Integer> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
        if (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets, CLOSE_TIMEOUT);
            } catch (KafkaException e) {
                LOG.warn("commit failed, commands are read again offsets={} reason={}", offsets, e.getMessage());
            }
        }
    }

    private void drop(int partition) {
        documents.drop(partition);
        progress.remove(partition);
        committed.remove(new TopicPartition(Topics.COMMANDS, partition));
    }

    private void pauseBeforeRestart() {
        if (!closed) {
            try {
                Thread.sleep(RESTART_WAIT);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Stops reading, stops the active documents where they stand, commits, and leaves. */
    @Override
    public void close() {
        closed = true;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT.multipliedBy(2))) {
                LOG.warn("the command loop did not end in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes partitions on and gives them up. */
    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> consumer;

        Rebalance(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                progress.put(partition.partition(), new PartitionProgress(consumer.position(partition)));
            }
            LOG.info("assigned partitions={}", numbers(partitions));
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitSync(
                    consumer, partitions.stream().map(TopicPartition::partition).toList());
            giveUp(partitions, "revoked");
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            giveUp(partitions, "lost");
        }

        private void giveUp(Collection<TopicPartition> partitions, String why) {
            LOG.info("{} partitions={}", why, numbers(partitions));
            numbers(partitions).forEach(CommandLoop.this::drop);
        }

        private static List<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).sorted().toList();
        }
    }
}
