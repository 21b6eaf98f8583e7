package dev.stepfold.orchestrator.commands;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes {@code stepfold.commands} for one member of the orchestrators' consumer group: hands each command to its
 * document, and commits up to the lowest unfinished command ({@link OffsetCommits}). Lives as long as its consumer;
 * used by the thread that polls.
 *
 * <p>At {@link DocumentLimits#activeMax} active documents, the commands of other documents wait. When {@value #WAITING_MAX}
 * commands wait, it stops reading, and further commands wait in Kafka. Until then, a command for an active document,
 * such as a cancel, reaches it at once.
 */
public final class CommandIntake {
    /** How many commands may wait in memory. */
    static final int WAITING_MAX = 200;

    /** How many documents are remembered as at rest; further ones are looked at in every sweep. */
    static final int SEEN_AT_REST_MAX = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration DEAD_LETTER_WAIT = Duration.ofSeconds(5);

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final Ports ports;
    private final DeadLetters deadLetters;
    private final OffsetCommits commits;
    private final ActiveDocuments documents;
    private final Sweep sweep;
    private final Runnable onTakeover;

    /** The latest leader epoch of each partition that a command was read with. */
    private final Map<Integer, Integer> leaderEpochs = new HashMap<>();

    private volatile boolean joined;
    private volatile int partitionCount;
    private boolean paused;

    /**
     * @param consumer is subscribed here; does not commit automatically
     * @param topic the commands
     * @param limits how many documents may be in memory
     * @param sessionTimeout after this long without a heartbeat, another orchestrator may own this member's partitions
     * @param onTakeover called when partitions were taken over: {@link #sweep} is due
     */
    public CommandIntake(
            Consumer<String, byte[]> consumer,
            String topic,
            Ports ports,
            DeadLetters deadLetters,
            DocumentLimits limits,
            Duration sessionTimeout,
            Runnable onTakeover) {
        this.consumer = consumer;
        this.topic = topic;
        this.ports = ports;
        this.deadLetters = deadLetters;
        this.commits = new OffsetCommits(consumer, topic, ports.clock(), sessionTimeout);
        SeenAtRest seen = new SeenAtRest(SEEN_AT_REST_MAX);
        this.documents = new ActiveDocuments(ports, limits, commits, seen);
        this.sweep = new Sweep(ports, documents, seen, this::ownedPartition);
        this.onTakeover = onTakeover;
    }

    /** Joins the group. */
    public void subscribe() {
        consumer.subscribe(List.of(topic), new Rebalance());
    }

    /** Whether this is a member of the group, with or without partitions. */
    public boolean isJoined() {
        return joined;
    }

    /** Whether this member owns the document's partition now. */
    public boolean owns(DocumentId documentId) {
        return ownedPartition(documentId).isPresent();
    }

    private OptionalInt ownedPartition(DocumentId documentId) {
        int partitions = partitionCount;
        if (partitions == 0) {
            return OptionalInt.empty();
        }
        byte[] key = documentId.value().getBytes(StandardCharsets.UTF_8);
        int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
        return commits.owns(partition) ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    /**
     * Finds the documents of the owned partitions that are neither at rest nor active, and makes them active. Called by
     * one thread, which may be another one than the one that polls.
     *
     * @return false if the limit of active documents did not allow all of them
     * @throws LogUnavailableException when Kafka did not answer
     */
    public boolean sweep() throws LogUnavailableException {
        return sweep.run(new TreeSet<>(commits.partitions()));
    }

    /** How many documents are active. */
    public int activeDocuments() {
        return documents.activeCount();
    }

    /** Waits briefly for commands, and delivers those that arrived. */
    public void poll() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            accept(record);
        }
        documents.redeliver();
        holdBack();
        commits.commitWhereDue();
    }

    /** Commits, and stops the active documents where they stand. */
    public void leave() {
        try {
            commits.commitNow(commits.partitions());
        } finally {
            commits.partitions().forEach(this::drop);
        }
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        Optional<OffsetTracker> tracker = commits.tracker(record.partition());
        noteLeaderEpoch(record);
        if (tracker.isEmpty() || !tracker.get().begin(record.offset(), record.leaderEpoch())) {
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
            setAside(record, e, tracker.get());
        }
    }

    /** A new leader may have begun with less than the one before it had acknowledged. */
    private void noteLeaderEpoch(ConsumerRecord<String, byte[]> record) {
        record.leaderEpoch().ifPresent(epoch -> {
            Integer before = leaderEpochs.put(record.partition(), epoch);
            if (before != null && epoch > before) {
                ports.tails().forget(record.partition());
            }
        });
    }

    /**
     * Counts an unreadable command as finished once it is in the dead letters. Retries for as long as that takes,
     * unless the command is too large for the dead letters: then only the log records it.
     */
    private void setAside(ConsumerRecord<String, byte[]> record, UnreadableException problem, OffsetTracker tracker) {
        var _ = deadLetters.report(record, problem).whenComplete((_, failure) -> {
            if (failure == null || failure instanceof RecordTooLargeException) {
                tracker.finish(record.offset());
            } else if (commits.isTracking(record.partition(), tracker)) {
                ports.runner()
                        .at(ports.clock().instant().plus(DEAD_LETTER_WAIT), () -> setAside(record, problem, tracker));
            }
        });
    }

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

    private void drop(int partition) {
        commits.release(partition);
        documents.drop(partition);
        sweep.release(partition);
        ports.tails().released(partition);
        leaderEpochs.remove(partition);
    }

    /** Takes over partitions and gives them up. */
    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata before = committed.get(partition);
                OffsetAndMetadata from = before == null ? new OffsetAndMetadata(consumer.position(partition)) : before;
                ports.tails().taken(partition.partition(), from.offset());
                commits.assign(partition.partition(), from);
            }
            partitionCount = consumer.partitionsFor(topic).size();
            LOG.info("assigned partitions={}", numbers(partitions));
            joined = true;
            onTakeover.run();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commits.commitNow(numbers(partitions));
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
