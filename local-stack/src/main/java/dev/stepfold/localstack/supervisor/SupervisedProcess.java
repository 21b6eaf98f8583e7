package dev.stepfold.localstack.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process running until it is told to stop: starts it, watches it, and restarts it after every death. One
 * thread runs {@link #superviseUntilStopped}; others may call {@link #startNoMore} and {@link #stop}.
 */
final class SupervisedProcess {
    private static final Duration UNTIL_READY = Duration.ofMillis(100);
    private static final Duration WHEN_READY = Duration.ofSeconds(2);
    /** One late answer on a busy machine is not reported. */
    private static final int FAILED_CHECKS_TO_BE_UNWELL = 3;

    private final ProcessSpec spec;
    private final ProcessFiles files;
    private final RestartPolicy restarts;
    private final Console console;
    private final Clock clock;
    private final RandomGenerator random;

    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final CompletableFuture<Void> lastStartDone = new CompletableFuture<>();
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private volatile ProcessState state = new ProcessState.Waiting();
    /** Guarded by this. */
    private @Nullable ChildProcess running;

    SupervisedProcess(
            ProcessSpec spec,
            ProcessFiles files,
            RestartPolicy restarts,
            Console console,
            Clock clock,
            RandomGenerator random) {
        this.spec = spec;
        this.files = files;
        this.restarts = restarts;
        this.console = console;
        this.clock = clock;
        this.random = random;
    }

    ProcessSpec spec() {
        return spec;
    }

    /** Completes when the health check has passed for the first time. */
    CompletableFuture<Void> firstReady() {
        return firstReady;
    }

    /** Starts the process once the given future has completed, and keeps it running until {@link #startNoMore}. */
    void superviseUntilStopped(CompletableFuture<Void> mayStart) throws InterruptedException {
        CompletableFuture.anyOf(mayStart, lastStartDone).join();
        int deaths = 0;
        while (!lastStartDone.isDone()) {
            Instant startedAt = clock.instant();
            String ending = runOnce();
            if (lastStartDone.isDone()) {
                return;
            }
            deaths = restarts.deathsInARow(deaths, Duration.between(startedAt, clock.instant()));
            Duration wait = restarts.delay(deaths, random.nextDouble());
            become(new ProcessState.Resting(ending, wait));
            restUnlessStopping(wait);
        }
    }

    /** From now on the process is not started again; while it runs, it goes on. */
    synchronized void startNoMore() {
        lastStartDone.complete(null);
    }

    /** Stops the process, if it runs, and does not restart it. Returns when it has ended. */
    void stop() throws InterruptedException {
        Optional<ChildProcess> child;
        synchronized (this) {
            startNoMore();
            stopRequested.complete(null);
            child = Optional.ofNullable(running);
        }
        if (child.isEmpty()) {
            return;
        }
        Instant asked = clock.instant();
        boolean byItself = StopPolicy.stop(child.get().process().toHandle(), child.get()::endsWithin);
        files.pidFile(spec.name()).delete();
        become(new ProcessState.Stopped(Duration.between(asked, clock.instant()), !byItself));
    }

    /** Runs the process from start to death; the result says how it ended. */
    private String runOnce() throws InterruptedException {
        Optional<ChildProcess> child;
        try {
            child = startUnlessStopping();
        } catch (IOException | UncheckedIOException e) {
            return "could not be started (" + e.getMessage() + ")";
        }
        if (child.isEmpty()) {
            return "stopped";
        }
        become(new ProcessState.Starting(child.get().process().pid()));
        watch(child.get());
        if (child.get().endedBySigterm()) {
            restUnlessStopping(restarts.groupSignalWithin());
        }
        return child.get().ending();
    }

    private synchronized Optional<ChildProcess> startUnlessStopping() throws IOException {
        if (lastStartDone.isDone()) {
            return Optional.empty();
        }
        running = null;
        ChildProcess started = ChildProcess.start(spec, files, clock.instant());
        running = started;
        return Optional.of(started);
    }

    private void watch(ChildProcess child) throws InterruptedException {
        int failedChecks = 0;
        while (!child.endsWithin(state instanceof ProcessState.Starting ? UNTIL_READY : WHEN_READY)) {
            makeRoomInLog();
            boolean healthy = spec.health().passes();
            failedChecks = healthy ? 0 : failedChecks + 1;
            if (stopRequested.isDone()) {
                continue;
            }
            if (healthy && !(state instanceof ProcessState.Ready)) {
                become(new ProcessState.Ready(child.ran(clock.instant())));
                firstReady.complete(null);
            } else if (failedChecks >= FAILED_CHECKS_TO_BE_UNWELL && state instanceof ProcessState.Ready) {
                become(new ProcessState.Unwell());
            }
        }
    }

    /** The process itself reports a full disk. */
    private void makeRoomInLog() {
        try {
            files.logFile(spec.name()).rotateIfLarge();
        } catch (UncheckedIOException e) {
            console.say(spec.name(), String.valueOf(e.getMessage()));
        }
    }

    private void restUnlessStopping(Duration wait) throws InterruptedException {
        try {
            lastStartDone.get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException rested) {
            return;
        } catch (ExecutionException e) {
            throw new IllegalStateException(spec.name() + " was told to start no more in an unknown way", e);
        }
    }

    private void become(ProcessState next) {
        synchronized (console) {
            if (!(state instanceof ProcessState.Stopped)) {
                state = next;
                console.say(spec.name(), next.line());
            }
        }
    }
}
