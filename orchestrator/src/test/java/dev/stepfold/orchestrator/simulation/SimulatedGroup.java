package dev.stepfold.orchestrator.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrators' consumer group: who owns which partition of the commands, and how far each is committed. A partition
 * moves either by agreement, when its owner has given it up, or over the head of an owner that is silent for too long.
 */
final class SimulatedGroup {
    private final RandomGenerator random;
    private final List<SimulatedOrchestrator> members = new ArrayList<>();
    private final @Nullable SimulatedOrchestrator[] owners =
            new @Nullable SimulatedOrchestrator[SimulatedTopics.PARTITIONS];
    private final boolean[] wanted = new boolean[SimulatedTopics.PARTITIONS];
    private final OffsetAndMetadata[] committed = new OffsetAndMetadata[SimulatedTopics.PARTITIONS];

    SimulatedGroup(RandomGenerator random) {
        this.random = random;
        Arrays.fill(committed, new OffsetAndMetadata(0));
    }

    /** A process joins; what its last life owned is its own again (static membership), and what nobody owns. */
    void join(SimulatedOrchestrator member) {
        members.add(member);
        for (int partition = 0; partition < owners.length; partition++) {
            SimulatedOrchestrator owner = owners[partition];
            if (owner == null || owner.name().equals(member.name())) {
                owners[partition] = member;
            }
        }
    }

    /** A process has been silent for longer than its session: others take its partitions. */
    void expire(SimulatedOrchestrator member) {
        members.remove(member);
        for (int partition = 0; partition < owners.length; partition++) {
            if (owners[partition] == member) {
                owners[partition] = anyMember();
                wanted[partition] = false;
            }
        }
    }

    boolean isMember(SimulatedOrchestrator member) {
        return members.contains(member);
    }

    /** The owner of a partition is asked to give it up at its next poll. */
    void rebalance() {
        wanted[random.nextInt(owners.length)] = true;
    }

    List<Integer> partitionsOf(SimulatedOrchestrator member) {
        return partitions().stream()
                .filter(partition -> owners[partition] == member)
                .toList();
    }

    Optional<Integer> partitionToGiveUp(SimulatedOrchestrator member) {
        return partitionsOf(member).stream()
                .filter(partition -> wanted[partition])
                .findFirst();
    }

    void gaveUp(int partition) {
        wanted[partition] = false;
        owners[partition] = anyMember();
    }

    /** False where the partition is no longer the member's. */
    boolean commit(SimulatedOrchestrator member, int partition, OffsetAndMetadata offset) {
        if (owners[partition] != member) {
            return false;
        }
        committed[partition] = offset;
        return true;
    }

    OffsetAndMetadata committed(int partition) {
        return committed[partition];
    }

    private @Nullable SimulatedOrchestrator anyMember() {
        return members.isEmpty() ? null : members.get(random.nextInt(members.size()));
    }

    private List<Integer> partitions() {
        Integer[] numbers = new Integer[owners.length];
        Arrays.setAll(numbers, number -> number);
        return List.of(numbers);
    }
}
