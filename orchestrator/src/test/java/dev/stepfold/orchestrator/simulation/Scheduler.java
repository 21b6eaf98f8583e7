package dev.stepfold.orchestrator.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Simulated time: runs one action after the other, at times that the seed chooses. */
final class Scheduler {
    private static final Duration JITTER = Duration.ofMillis(8);
    private static final int DEPTH_MAX = 3;

    private final Queue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::order));
    private final RandomGenerator random;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;
    private int depth;

    Scheduler(RandomGenerator random) {
        this.random = random;
    }

    Instant now() {
        return now;
    }

    /** Runs an action at about {@code at}, and not before now. */
    void at(Instant at, Runnable action) {
        Instant earliest = at.isBefore(now) ? now : at;
        tasks.add(new Task(earliest.plusNanos(random.nextLong(JITTER.toNanos())), order++, action));
    }

    /** Runs an action after a random time of at most {@code longest}. */
    void within(Duration longest, Runnable action) {
        at(now.plusNanos(random.nextLong(longest.toNanos() + 1)), action);
    }

    /** Runs the next few actions within the current one, nested at most {@value #DEPTH_MAX} deep. */
    void meanwhile(int actions) {
        if (depth < DEPTH_MAX) {
            depth++;
            for (int i = 0; i < actions && step(); i++) {}
            depth--;
        }
    }

    /** Whether no action waits for others. */
    boolean nothingWaits() {
        return depth == 0;
    }

    /** Runs actions within the current one while {@code still} is true. */
    void meanwhile(BooleanSupplier still) {
        depth++;
        while (still.getAsBoolean() && step()) {}
        depth--;
    }

    /** Runs the next action; false if none is left. */
    boolean step() {
        Task task = tasks.poll();
        if (task == null) {
            return false;
        }
        now = task.at;
        task.action.run();
        return true;
    }

    private record Task(Instant at, long order, Runnable action) {}
}
