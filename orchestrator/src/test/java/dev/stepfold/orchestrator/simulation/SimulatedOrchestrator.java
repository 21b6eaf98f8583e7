package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.orchestrator.commands.CommandIntake;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.orchestrator.simulation.Faults.Crash;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One life of an orchestrator process, from its start to a crash: the production code from the poll of a command on. It can
 * be stopped (SIGSTOP) and continued, with everything that was about to happen in it.
 */
final class SimulatedOrchestrator {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    /** Few enough to be reached. */
    static final int DOCUMENTS_MAX = 2;

    private static final int MEANWHILE_ONE_IN = 4;
    private static final int MEANWHILE_MAX = 8;

    private final String name;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SimulatedFeed feed;
    private final CommandIntake intake;
    private final RandomGenerator random;
    private final Runnable onCrash;
    private final Consumer<SimulatedOrchestrator> stopForAWhile;
    private final List<Runnable> held = new ArrayList<>();
    private boolean crashed;
    private boolean stopped;

    SimulatedOrchestrator(
            String name,
            Scheduler scheduler,
            SimulatedTopics topics,
            SimulatedGroup group,
            Steps steps,
            Faults faults,
            RandomGenerator random,
            Runnable onCrash,
            Consumer<SimulatedOrchestrator> stopForAWhile) {
        this.name = name;
        this.scheduler = scheduler;
        this.faults = faults;
        this.random = random;
        this.onCrash = onCrash;
        this.stopForAWhile = stopForAWhile;
        this.feed = new SimulatedFeed(topics, this, faults, random);
        SimulatedLog log = new SimulatedLog(topics, scheduler, this, faults, random);
        Ports ports = new Ports(
                log,
                new SimulatedArchive(topics, log, this, faults),
                feed,
                new SimulatedRunner(this, steps, random),
                task -> at(scheduler.now(), task),
                scheduler::now,
                random);
        this.intake = new CommandIntake(
                new SimulatedConsumer(topics, group, this, faults, random),
                ports,
                new DeadLetters(
                        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()),
                        "simulation"),
                DOCUMENTS_MAX,
                Simulation.SESSION_TIMEOUT);
        intake.subscribe();
        group.join(this);
        at(scheduler.now(), this::poll);
    }

    String name() {
        return name;
    }

    Instant now() {
        return scheduler.now();
    }

    /** Lets something happen in this process, if it lives then; while it is stopped, it is held. */
    void at(Instant at, Runnable action) {
        scheduler.at(at, () -> run(action));
    }

    void within(Duration longest, Runnable action) {
        scheduler.within(longest, () -> run(action));
    }

    /** While a thread of this process waits for Kafka, sometimes: others go on, here and elsewhere, and it may die. */
    void letOthersGoOn() {
        if (random.nextInt(MEANWHILE_ONE_IN) == 0) {
            scheduler.meanwhile(1 + random.nextInt(MEANWHILE_MAX));
        }
        if (crashed) {
            throw new Crash(Kind.CRASH_BETWEEN);
        }
    }

    /** A thread of this process is caught by SIGSTOP where it is. */
    void standStill() {
        if (!stopped && scheduler.nothingWaits()) {
            stopForAWhile.accept(this);
            scheduler.meanwhile(() -> stopped && !crashed);
            if (crashed) {
                throw new Crash(Kind.CRASH_BETWEEN);
            }
        }
    }

    boolean isAlive() {
        return !crashed;
    }

    boolean isStopped() {
        return stopped;
    }

    /** SIGSTOP. */
    void stop() {
        stopped = true;
    }

    /** SIGCONT. */
    void carryOn() {
        stopped = false;
        held.forEach(action -> at(scheduler.now(), action));
        held.clear();
    }

    private void run(Runnable action) {
        if (crashed) {
            return;
        }
        if (stopped) {
            held.add(action);
            return;
        }
        try {
            faults.maybeCrash(Kind.CRASH_BETWEEN);
            action.run();
        } catch (Crash _) {
            die();
        } finally {
            // Nothing blocks in here that an interruption could end.
            Thread.interrupted();
        }
    }

    /** Also while another of its threads waits, which then finds out. */
    private void die() {
        if (!crashed) {
            crashed = true;
            feed.crash();
            onCrash.run();
        }
    }

    private void poll() {
        intake.poll();
        at(scheduler.now().plus(POLL_INTERVAL), this::poll);
    }
}
