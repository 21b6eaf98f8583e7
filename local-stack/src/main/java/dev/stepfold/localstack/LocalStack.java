package dev.stepfold.localstack;

import dev.stepfold.localstack.supervisor.Console;
import dev.stepfold.localstack.supervisor.Orphans;
import dev.stepfold.localstack.supervisor.PidFile;
import dev.stepfold.localstack.supervisor.ProcessSpec;
import dev.stepfold.localstack.supervisor.Readiness;
import dev.stepfold.localstack.supervisor.RestartPolicy;
import dev.stepfold.localstack.supervisor.Supervisor;
import dev.stepfold.localstack.supervisor.SupervisorLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Runs all of Stepfold on this machine until Ctrl-C (or SIGTERM): an embedded Kafka broker and the three services, each
 * a process of its own. With the argument {@code kafka} the broker alone, into which a backup can be restored.
 *
 * <p>Exit code 0 after a requested stop; 1, with one sentence on standard error, if the stack cannot run.
 */
public final class LocalStack {
    private static final Duration USUALLY_READY_WITHIN = Duration.ofSeconds(60);
    /** After a power cut, Kafka reads the logs of all topics before it is ready. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private static final Duration LOOK_AT_DISK = Duration.ofSeconds(10);
    private static final int FAILED = 1;

    private final Console console = new Console(System.out, Clock.system(ZoneId.systemDefault()));
    private final StackConfig config;
    private final Installation installation;
    private final boolean kafkaAlone;
    private final DiskWatch disk;
    private final AtomicBoolean stopTold = new AtomicBoolean();
    private final Set<String> saidOfKafka = new HashSet<>();

    private LocalStack(StackConfig config, Installation installation, boolean kafkaAlone) {
        this.config = config;
        this.installation = installation;
        this.kafkaAlone = kafkaAlone;
        this.disk = DiskWatch.from(config.environment(), config.home().path());
    }

    public static void main(String[] args) throws InterruptedException {
        try {
            Installation installation = Installation.ofThisProcess();
            new LocalStack(StackConfig.from(System.getenv(), installation.root()), installation, isKafkaAlone(args))
                    .run();
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    private static boolean isKafkaAlone(String... args) {
        if (args.length > 1 || (args.length == 1 && !args[0].equals(StackProcesses.KAFKA.value()))) {
            throw new StartFailure("Without arguments all of Stepfold runs, and with 'kafka' Kafka alone; not with "
                    + String.join(" ", args) + ".");
        }
        return args.length == 1;
    }

    private void run() throws InterruptedException {
        Instant began = Instant.now();
        config.home().prepare();
        sayIfDiskGetsFull();
        try (SupervisorLock _ = takeLock()) {
            List<ProcessSpec> specs = specs();
            Orphans.stop(specs, config.home().processFiles(), console);
            PortCheck.requireFree(config.ports().byProcess());
            sayWhatIsWrongWithTheFilesOfKafka();
            superviseForEver(
                    specs.stream()
                            .filter(spec -> !kafkaAlone || spec.name().equals(StackProcesses.KAFKA))
                            .toList(),
                    began);
        }
    }

    private void superviseForEver(List<ProcessSpec> specs, Instant began) throws InterruptedException {
        Supervisor supervisor = new Supervisor(
                specs,
                config.home().processFiles(),
                RestartPolicy.STANDARD,
                console,
                Clock.systemUTC(),
                RandomGenerator.getDefault());
        AtomicInteger exitCode = new AtomicInteger();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndExit(supervisor, exitCode), "stop-all"));
        supervisor.start();
        switch (readiness(supervisor)) {
            case Readiness.AllReady _ -> {
                sayWhatIsWrongWithTheFilesOfKafka();
                String after = " is ready after " + Console.seconds(Duration.between(began, Instant.now())) + ": ";
                console.say((kafkaAlone
                                ? "Kafka" + after + "localhost:"
                                        + config.ports().kafka()
                                : "Stepfold" + after + "http://localhost:"
                                        + config.ports().gateway())
                        + "  (Ctrl-C stops it)");
            }
            case Readiness.StoppedMeanwhile _ -> {}
            case Readiness.NotReady(var name, var log) -> {
                exitCode.set(FAILED);
                stopAll(supervisor);
                throw new StartFailure("The " + name + " process was not ready within " + READY_WITHIN.toMinutes()
                        + " minutes; its log " + log.path() + " says why.");
            }
        }
        watchDisk();
    }

    private Readiness readiness(Supervisor supervisor) throws InterruptedException {
        Readiness soon = supervisor.awaitReady(USUALLY_READY_WITHIN);
        if (soon instanceof Readiness.NotReady(var name, var log)) {
            console.say("the " + name + " process is not ready yet; its log " + log.path() + " may say why");
            return supervisor.awaitReady(READY_WITHIN);
        }
        return soon;
    }

    /** For ever. */
    private void watchDisk() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        do {
            sayIfDiskGetsFull();
        } while (!never.await(LOOK_AT_DISK.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Before Kafka starts, and once more after that: it sets folders aside while it starts. */
    private void sayWhatIsWrongWithTheFilesOfKafka() {
        new KafkaFiles(config.home().data(StackProcesses.KAFKA))
                .faults().stream().filter(saidOfKafka::add).forEach(console::say);
    }

    private void sayIfDiskGetsFull() {
        try {
            disk.look(Files.getFileStore(config.home().path()).getUsableSpace()).ifPresent(console::say);
        } catch (IOException e) {
            console.say("the room on the disk is not known: " + e.getMessage());
        }
    }

    /** The JVM's exit code after a signal would be that of a failure; a requested stop is not a failure. */
    private void stopAndExit(Supervisor supervisor, AtomicInteger exitCode) {
        stopAll(supervisor);
        Runtime.getRuntime().halt(exitCode.get());
    }

    private void stopAll(Supervisor supervisor) {
        if (stopTold.compareAndSet(false, true)) {
            console.say("stopping");
            supervisor.stop();
            console.say("all stopped");
        } else {
            supervisor.stop();
        }
    }

    private SupervisorLock takeLock() {
        Path file = config.home().supervisorPid();
        return SupervisorLock.tryTake(file)
                .orElseThrow(() -> new StartFailure("Stepfold is already running in "
                        + config.home().path() + " (pid "
                        + new PidFile(file).read().orElse(0)
                        + "): stop that one, or set STEPFOLD_HOME to another folder."));
    }

    private List<ProcessSpec> specs() {
        installation.requireBuilt();
        return new StackProcesses(
                        config,
                        installation,
                        installation.caches()::use,
                        BrokerCapacity.ofThisMachine(),
                        StackSecret.of(config.home(), config.environment()))
                .specs();
    }
}
