package dev.stepfold.orchestrator.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The orchestrators' consumer group: which member owns which partition of the commands, and what is committed for each.
 * A partition moves either when its owner has given it up, or without its owner's knowledge when the owner is silent
 * for too long.
 */
final class SimulatedGroup {
    private final RandomGenerator random;
    private final List<SimulatedOrchestrator> members = new ArrayList<>();
    private final @Nullable SimulatedOrchestrator[] partitionOwners =
            new @Nullable SimulatedOrchestrator[SimulatedTopics.PARTITIONS];
    private final boolean[] wanted = new boolean[SimulatedTopics.PARTITIONS];
    private final OffsetAndMetadata[] committed = new OffsetAndMetadata[SimulatedTopics.PARTITIONS];

    /** Every commit of each partition. */
    private final List<List<OffsetAndMetadata>> commits = new ArrayList<>();

    SimulatedGroup(RandomGenerator random) {
        this.random = random;
        Arrays.fill(committed, new OffsetAndMetadata(0));
        for (OffsetAndMetadata none : committed) {
            commits.add(new ArrayList<>(List.of(none)));
        }
    }

    /**
     * A process joins. It owns again the partitions that it owned before its restart (static membership), and those
     * without an owner.
     */
    void join(SimulatedOrchestrator member) {
        members.add(member);
        for (int partition = 0; partition < partitionOwners.length; partition++) {
            SimulatedOrchestrator partitionOwner = partitionOwners[partition];
            if (partitionOwner == null || partitionOwner.name().equals(member.name())) {
                partitionOwners[partition] = member;
            }
        }
    }

    /** A process has been silent for longer than its session: others take its partitions. */
    void expire(SimulatedOrchestrator member) {
        members.remove(member);
        for (int partition = 0; partition < partitionOwners.length; partition++) {
            if (partitionOwners[partition] == member) {
                partitionOwners[partition] = anyMember();
                wanted[partition] = false;
            }
        }
    }

    boolean isMember(SimulatedOrchestrator member) {
        return members.contains(member);
    }

    /** A partition's owner is asked to give the partition up at its next poll. */
    void rebalance() {
        wanted[random.nextInt(partitionOwners.length)] = true;
    }

    List<Integer> partitionsOf(SimulatedOrchestrator member) {
        return partitions().stream()
                .filter(partition -> partitionOwners[partition] == member)
                .toList();
    }

    Optional<Integer> partitionToGiveUp(SimulatedOrchestrator member) {
        return partitionsOf(member).stream()
                .filter(partition -> wanted[partition])
                .findFirst();
    }

    void gaveUp(int partition) {
        wanted[partition] = false;
        partitionOwners[partition] = anyMember();
    }

    /** False if the member no longer owns the partition. */
    boolean commit(SimulatedOrchestrator member, int partition, OffsetAndMetadata offset) {
        if (partitionOwners[partition] != member) {
            return false;
        }
        committed[partition] = offset;
        commits.get(partition).add(offset);
        return true;
    }

    /** Kafka loses the latest commits. */
    void losePower() {
        for (int partition = 0; partition < committed.length; partition++) {
            List<OffsetAndMetadata> all = commits.get(partition);
            int kept = random.nextBoolean() ? all.size() : 1 + random.nextInt(all.size());
            all.subList(kept, all.size()).clear();
            committed[partition] = all.getLast();
        }
    }

    OffsetAndMetadata committed(int partition) {
        return committed[partition];
    }

    private @Nullable SimulatedOrchestrator anyMember() {
        return members.isEmpty() ? null : members.get(random.nextInt(members.size()));
    }

    private List<Integer> partitions() {
        Integer[] numbers = new Integer[partitionOwners.length];
        Arrays.setAll(numbers, number -> number);
        return List.of(numbers);
    }
}
