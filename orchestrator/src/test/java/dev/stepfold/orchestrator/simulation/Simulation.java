package dev.stepfold.orchestrator.simulation;

import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** One simulated world from a seed: two orchestrators, a few documents, their commands, and faults. */
final class Simulation {
    private static final Duration FAULTS_FOR = Duration.ofSeconds(60);
    private static final Duration RESTS_WITHIN = Duration.ofMinutes(30);
    private static final Duration TROUBLE_INTERVAL = Duration.ofMillis(100);
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RESTART_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOPPED_FOR_MAX = Duration.ofSeconds(8);

    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SimulatedTopics topics = new SimulatedTopics();
    private final SimulatedGroup group;
    private final Steps steps;
    private final Clients clients;
    private final List<SimulatedOrchestrator> orchestrators;

    /** @param cuts whether Kafka loses records, too */
    Simulation(long seed, boolean cuts) {
        random = new SplittableRandom(seed);
        scheduler = new Scheduler(random.split());
        faults = new Faults(random.split(), cuts);
        group = new SimulatedGroup(random.split());
        steps = new Steps(topics, faults, random.split());
        clients = new Clients(topics, scheduler, faults, random.split());
        orchestrators = IntStream.range(0, 2)
                .mapToObj(this::newLife)
                .collect(java.util.stream.Collectors.toCollection(java.util.ArrayList::new));
    }

    /** Runs it until everything is at rest, and checks the outcome. */
    Summary run() {
        Instant begin = scheduler.now();
        clients.begin();
        scheduler.at(begin, this::trouble);
        scheduler.at(begin.plus(FAULTS_FOR), faults::end);
        while (!faults.haveEnded() || !isAtRest()) {
            AssertionError violation = steps.violation();
            if (violation != null) {
                throw violation;
            }
            if (!scheduler.step() || scheduler.now().isAfter(begin.plus(RESTS_WITHIN))) {
                throw new AssertionError("does not come to rest: " + whatIsOpen());
            }
        }
        Verdict verdict = new Verdict(topics, clients.sent());
        int events = verdict.check();
        return new Summary(events, steps.begunCount(), verdict.deadlines(), faults.counts());
    }

    /** What happened in a run. */
    record Summary(int events, int attempts, Deadlines.Count deadlines, Map<Kind, Integer> faults) {}

    private SimulatedOrchestrator newLife(int number) {
        return new SimulatedOrchestrator(
                "orchestrator-" + number,
                scheduler,
                topics,
                group,
                steps,
                faults,
                random.split(),
                () -> revive(number),
                this::stopForAWhile);
    }

    /** A crashed process leaves the group after its session timeout, and restarts before or after that. */
    private void revive(int number) {
        SimulatedOrchestrator dead = orchestrators.get(number);
        scheduler.at(scheduler.now().plus(SESSION_TIMEOUT), () -> group.expire(dead));
        scheduler.within(RESTART_WITHIN, () -> orchestrators.set(number, newLife(number)));
    }

    private void trouble() {
        for (SimulatedOrchestrator orchestrator : orchestrators) {
            if (orchestrator.isAlive() && !orchestrator.isStopped() && faults.strikes(Kind.STOPPED_AND_CONTINUED)) {
                stopForAWhile(orchestrator);
            }
        }
        if (faults.strikes(Kind.REBALANCE)) {
            group.rebalance();
        }
        if (faults.strikes(Kind.POWER_CUT)) {
            losePower();
        }
        if (faults.strikes(Kind.LOG_CUT)) {
            topics.withTopic().stream()
                    .min(Comparator.comparing(DocumentId::value))
                    .ifPresent(documentId -> topics.cutLog(documentId, random));
        }
        if (!faults.haveEnded()) {
            scheduler.at(scheduler.now().plus(TROUBLE_INTERVAL), this::trouble);
        }
    }

    /** Every process dies, and every file of Kafka loses its end, each from another point on. */
    private void losePower() {
        orchestrators.stream().filter(SimulatedOrchestrator::isAlive).forEach(SimulatedOrchestrator::losePower);
        topics.losePower(random);
        group.losePower();
    }

    private void stopForAWhile(SimulatedOrchestrator orchestrator) {
        orchestrator.stop();
        scheduler.at(scheduler.now().plus(SESSION_TIMEOUT), () -> {
            if (orchestrator.isStopped()) {
                group.expire(orchestrator);
            }
        });
        scheduler.within(STOPPED_FOR_MAX, orchestrator::carryOn);
    }

    private boolean isAtRest() {
        return IntStream.range(0, SimulatedTopics.PARTITIONS)
                        .allMatch(partition -> isCommitted(partition, group.committed(partition)))
                && orchestrators.stream().allMatch(one -> one.isAlive() && one.quietSweeps() >= 2);
    }

    /** A commit says nothing of commands that were written under a later leader, at offsets of lost ones. */
    private boolean isCommitted(int partition, OffsetAndMetadata commit) {
        long valid = commit.leaderEpoch()
                .map(epoch -> Math.min(commit.offset(), topics.endOfEpoch(partition, epoch)))
                .orElse(commit.offset());
        return valid >= topics.commands(partition).size();
    }

    private String whatIsOpen() {
        return IntStream.range(0, SimulatedTopics.PARTITIONS)
                .mapToObj(partition -> "partition " + partition + " committed "
                        + group.committed(partition).offset() + " of "
                        + topics.commands(partition).size())
                .toList()
                .toString();
    }
}
