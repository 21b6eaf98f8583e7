package dev.stepfold.localstack.supervisor;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Keeps a set of processes running. A process starts when the ones it needs are ready, is restarted whenever it dies,
 * and stops when the ones that need it have stopped; processes that do not depend on each other start and stop
 * together.
 */
public final class Supervisor {
    /** In the order of start: the processes that a process needs come before it. */
    private final Map<ProcessName, SupervisedProcess> processes = new LinkedHashMap<>();

    private final ProcessFiles files;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();

    /**
     * Starts nothing yet.
     *
     * @param specs each after the ones it needs
     */
    public Supervisor(
            List<ProcessSpec> specs,
            ProcessFiles files,
            RestartPolicy restarts,
            Console console,
            Clock clock,
            RandomGenerator random) {
        this.files = files;
        Set<ProcessName> known = new HashSet<>();
        for (ProcessSpec spec : specs) {
            if (!known.containsAll(spec.needs())) {
                throw new IllegalArgumentException(
                        spec.name() + " needs " + spec.needs() + ", which must come before it");
            }
            if (!known.add(spec.name())) {
                throw new IllegalArgumentException("two processes are called " + spec.name());
            }
            processes.put(spec.name(), new SupervisedProcess(spec, files, restarts, console, clock, random));
        }
    }

    /** Starts all, each on a virtual thread of its own. */
    public void start() {
        for (SupervisedProcess process : processes.values()) {
            CompletableFuture<Void> mayStart = allOf(process.spec().needs().stream()
                    .map(this::process)
                    .map(SupervisedProcess::firstReady)
                    .toList());
            Thread.ofVirtual().name("supervise-" + process.spec().name()).start(() -> {
                try {
                    process.superviseUntilStopped(mayStart);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }

    /** Waits until every process has been ready once, at most this long. */
    public Readiness awaitReady(Duration max) throws InterruptedException {
        try {
            CompletableFuture.anyOf(stopRequested, allReady()).get(max.toMillis(), TimeUnit.MILLISECONDS);
            return stopRequested.isDone() ? new Readiness.StoppedMeanwhile() : new Readiness.AllReady();
        } catch (TimeoutException e) {
            return processes.values().stream()
                    .filter(process -> !process.firstReady().isDone())
                    .map(process -> process.spec().name())
                    .findFirst()
                    .<Readiness>map(name -> new Readiness.NotReady(name, files.logFile(name)))
                    .orElseGet(Readiness.AllReady::new);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process became ready in an unknown way", e);
        }
    }

    /**
     * Stops all and returns when all have ended. From its call on nothing is started again, although a process that
     * others need is told to stop only when they have ended: a signal to the whole group may end it before. May be called
     * several times, by several threads.
     */
    public void stop() {
        if (!stopRequested.complete(null)) {
            stopped.join();
            return;
        }
        try {
            processes.values().forEach(SupervisedProcess::startNoMore);
            stopEachAfterWhatNeedsIt();
        } finally {
            stopped.complete(null);
        }
    }

    private void stopEachAfterWhatNeedsIt() {
        Map<ProcessName, CompletableFuture<Void>> ends = new LinkedHashMap<>();
        for (SupervisedProcess process : List.copyOf(processes.values()).reversed()) {
            CompletableFuture<Void> dependents = allOf(processes.values().stream()
                    .filter(other ->
                            other.spec().needs().contains(process.spec().name()))
                    .map(other -> end(ends, other))
                    .toList());
            ends.put(process.spec().name(), dependents.thenRunAsync(() -> stopOne(process), Supervisor::onItsThread));
        }
        allOf(ends.values()).join();
    }

    private CompletableFuture<Void> allReady() {
        return allOf(
                processes.values().stream().map(SupervisedProcess::firstReady).toList());
    }

    private static CompletableFuture<Void> end(
            Map<ProcessName, CompletableFuture<Void>> ends, SupervisedProcess process) {
        CompletableFuture<Void> end = ends.get(process.spec().name());
        if (end == null) {
            throw new IllegalStateException(process.spec().name() + " must be stopped before what it needs");
        }
        return end;
    }

    private SupervisedProcess process(ProcessName name) {
        SupervisedProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("no process is called " + name);
        }
        return process;
    }

    private static void stopOne(SupervisedProcess process) {
        try {
            process.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void onItsThread(Runnable task) {
        Thread.ofVirtual().name("stop").start(task);
    }

    private static CompletableFuture<Void> allOf(Collection<CompletableFuture<Void>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
