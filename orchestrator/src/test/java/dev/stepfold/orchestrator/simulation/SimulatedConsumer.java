package dev.stepfold.orchestrator.simulation;

import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** A member's consumer of the commands. Like the real one, it learns its partitions only when it polls. */
final class SimulatedConsumer extends MockConsumer<String, byte[]> {
    private static final int RECORDS_PER_POLL_MAX = 4;

    private final SimulatedTopics topics;
    private final SimulatedGroup group;
    private final SimulatedOrchestrator member;
    private final Faults faults;
    private final RandomGenerator random;
    private final Map<Integer, Long> positions = new TreeMap<>();
    private final Set<TopicPartition> paused = new LinkedHashSet<>();
    private @Nullable ConsumerRebalanceListener listener;

    SimulatedConsumer(
            SimulatedTopics topics,
            SimulatedGroup group,
            SimulatedOrchestrator member,
            Faults faults,
            RandomGenerator random) {
        super("earliest");
        this.topics = topics;
        this.group = group;
        this.member = member;
        this.faults = faults;
        this.random = random;
    }

    @Override
    public void subscribe(Collection<String> subscribed, ConsumerRebalanceListener rebalanceListener) {
        listener = rebalanceListener;
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        settleAssignment(Objects.requireNonNull(listener));
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new LinkedHashMap<>();
        for (Map.Entry<Integer, Long> position : positions.entrySet()) {
            TopicPartition partition = partition(position.getKey());
            if (!paused.contains(partition)) {
                List<ConsumerRecord<String, byte[]>> next = fetch(position.getKey(), position.getValue());
                position.setValue(position.getValue() + next.size());
                records.put(partition, next);
            }
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    private void settleAssignment(ConsumerRebalanceListener rebalanceListener) {
        if (!group.isMember(member)) {
            loseAllBut(List.of(), rebalanceListener);
            group.join(member);
        }
        group.partitionToGiveUp(member).ifPresent(number -> {
            if (positions.containsKey(number)) {
                rebalanceListener.onPartitionsRevoked(List.of(partition(number)));
                positions.remove(number);
            }
            group.gaveUp(number);
        });
        List<Integer> owned = group.partitionsOf(member);
        loseAllBut(owned, rebalanceListener);
        for (int number : owned) {
            if (!positions.containsKey(number)) {
                positions.put(number, validated(number, group.committed(number)));
                rebalanceListener.onPartitionsAssigned(List.of(partition(number)));
            }
        }
    }

    /**
     * Where reading continues. Like the real consumer, it sees by the leader epoch where the partition was cut, and
     * without one begins at the earliest record if there is none at the offset (KIP-320).
     */
    private long validated(int partition, OffsetAndMetadata committed) {
        if (committed.leaderEpoch().isPresent()) {
            return Math.min(
                    committed.offset(),
                    topics.endOfEpoch(partition, committed.leaderEpoch().get()));
        }
        return committed.offset() > topics.commands(partition).size() ? 0 : committed.offset();
    }

    private void loseAllBut(List<Integer> owned, ConsumerRebalanceListener rebalanceListener) {
        for (int number : List.copyOf(positions.keySet())) {
            if (!owned.contains(number)) {
                positions.remove(number);
                rebalanceListener.onPartitionsLost(List.of(partition(number)));
            }
        }
    }

    private List<ConsumerRecord<String, byte[]>> fetch(int partition, long from) {
        List<SimulatedTopics.Sent> all = topics.commands(partition);
        int until = (int) Math.min(all.size(), from + 1 + random.nextInt(RECORDS_PER_POLL_MAX));
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (int offset = (int) from; offset < until; offset++) {
            ProducerRecord<String, byte[]> record = all.get(offset).record();
            records.add(new ConsumerRecord<>(
                    KafkaNames.DEFAULT.commands(),
                    partition,
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    record.key(),
                    record.value(),
                    new RecordHeaders(record.headers()),
                    Optional.of(all.get(offset).leaderEpoch())));
        }
        return records;
    }

    @Override
    public synchronized List<PartitionInfo> partitionsFor(String topic) {
        return IntStream.range(0, SimulatedTopics.PARTITIONS)
                .mapToObj(number -> new PartitionInfo(topic, number, null, new Node[0], new Node[0]))
                .toList();
    }

    @Override
    public synchronized long position(TopicPartition partition) {
        return Objects.requireNonNull(positions.get(partition.partition()));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        partitions.forEach(partition -> committed.put(partition, group.committed(partition.partition())));
        return committed;
    }

    @Override
    public synchronized void commitAsync(
            Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        callback.onComplete(offsets, commits(offsets) ? null : new CommitFailedException());
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        if (!commits(offsets)) {
            throw new CommitFailedException();
        }
    }

    private boolean commits(Map<TopicPartition, OffsetAndMetadata> offsets) {
        faults.maybeCrash(Faults.Kind.CRASH_BEFORE_COMMIT);
        if (faults.strikes(Faults.Kind.COMMIT_FAILED)) {
            return false;
        }
        return offsets.entrySet().stream()
                .allMatch(entry -> group.commit(member, entry.getKey().partition(), entry.getValue()));
    }

    @Override
    public synchronized Set<TopicPartition> assignment() {
        Set<TopicPartition> assignment = new LinkedHashSet<>();
        positions.keySet().forEach(number -> assignment.add(partition(number)));
        return assignment;
    }

    @Override
    public synchronized void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    @Override
    public synchronized void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(List.copyOf(partitions));
    }

    @Override
    public synchronized Set<TopicPartition> paused() {
        return paused;
    }

    private static TopicPartition partition(int number) {
        return new TopicPartition(KafkaNames.DEFAULT.commands(), number);
    }
}
