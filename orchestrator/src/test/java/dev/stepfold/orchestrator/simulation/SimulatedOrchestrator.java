package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DeadLetters;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.commands.CommandIntake;
import dev.stepfold.orchestrator.commands.DocumentLimits;
import dev.stepfold.orchestrator.document.Ports;
import dev.stepfold.orchestrator.simulation.Faults.Crash;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.tracing.Tracing;
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
 * An orchestrator process from its start to a crash. It runs the production code from the poll of a command on. It can
 * be stopped (SIGSTOP) and continued, with all its pending actions.
 */
final class SimulatedOrchestrator {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(5);
    private static final Duration SWEEP_AGAIN_WAIT = Duration.ofSeconds(1);

    /** Low enough for the limit to be reached. */
    static final int DOCUMENTS_MAX = 2;

    private static final int RESTING_MAX = 1;

    private static final int MEANWHILE_ONE_IN = 4;
    private static final int MEANWHILE_MAX = 8;

    private final String name;
    private final Scheduler scheduler;
    private final Faults faults;
    private final SimulatedFeed feed;
    private final SimulatedLog log;
    private final CommandIntake intake;
    private final RandomGenerator random;
    private final Runnable onCrash;
    private final Consumer<SimulatedOrchestrator> stopForAWhile;
    private final List<Runnable> held = new ArrayList<>();
    private boolean sweeping;
    private int sweepsInARow;
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
        this.log = new SimulatedLog(topics, scheduler, this, faults, random);
        Ports ports = new Ports(
                log,
                new SimulatedArchive(topics, log, this, faults),
                new SimulatedEnds(topics, this, faults),
                feed,
                new SimulatedTails(topics, this, faults),
                new SimulatedRunner(this, steps, random),
                task -> at(scheduler.now(), task),
                scheduler::now,
                random,
                Tracing.OFF);
        this.intake = new CommandIntake(
                new SimulatedConsumer(topics, group, this, faults, random),
                KafkaNames.DEFAULT.commands(),
                ports,
                new DeadLetters(
                        new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()),
                        KafkaNames.DEFAULT,
                        "simulation"),
                new DocumentLimits(DOCUMENTS_MAX, RESTING_MAX, 1),
                Simulation.SESSION_TIMEOUT,
                () -> at(scheduler.now(), this::sweepNow));
        intake.subscribe();
        group.join(this);
        at(scheduler.now(), this::poll);
        at(scheduler.now().plus(SWEEP_INTERVAL), this::sweep);
    }

    String name() {
        return name;
    }

    Instant now() {
        return scheduler.now();
    }

    /** Runs an action in this process, if it is alive then; while the process is stopped, the action is held. */
    void at(Instant at, Runnable action) {
        scheduler.at(at, () -> run(action));
    }

    void within(Duration longest, Runnable action) {
        scheduler.within(longest, () -> run(action));
    }

    /**
     * Called while a thread of this process waits for Kafka. Sometimes others run meanwhile, here and in other
     * processes, and this process may die.
     */
    void letOthersGoOn() {
        if (random.nextInt(MEANWHILE_ONE_IN) == 0) {
            scheduler.meanwhile(1 + random.nextInt(MEANWHILE_MAX));
        }
        if (crashed) {
            throw new Crash(Kind.CRASH_BETWEEN);
        }
    }

    /** Stops this process (SIGSTOP) at this point of a thread. */
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
            // Nothing in the simulation blocks that an interruption could end.
            Thread.interrupted();
        }
    }

    /** May be called while another of its threads waits, which then notices. */
    private void die() {
        if (!crashed) {
            crashed = true;
            feed.crash();
            onCrash.run();
        }
    }

    /** The machine is off: the process dies, and what it had sent and Kafka has not taken is lost. */
    void losePower() {
        log.losePower();
        die();
    }

    /** How many sweeps in a row have found nothing left to do, with no document active, since the faults ended. */
    int quietSweeps() {
        return sweepsInARow;
    }

    private void sweep() {
        at(scheduler.now().plus(sweepNow() ? SWEEP_INTERVAL : SWEEP_AGAIN_WAIT), this::sweep);
    }

    private boolean sweepNow() {
        if (sweeping) {
            return true;
        }
        sweeping = true;
        try {
            boolean whole = intake.sweep();
            boolean quiet = whole && intake.activeDocuments() == 0 && faults.haveEnded();
            sweepsInARow = quiet ? sweepsInARow + 1 : 0;
            return whole;
        } catch (LogUnavailableException _) {
            sweepsInARow = 0;
            return false;
        } finally {
            sweeping = false;
        }
    }

    private void poll() {
        intake.poll();
        at(scheduler.now().plus(POLL_INTERVAL), this::poll);
    }
}
