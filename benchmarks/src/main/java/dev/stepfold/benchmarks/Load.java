package dev.stepfold.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A closed loop: each of its virtual threads begins the next task when the last one is done. */
final class Load {
    private Load() {}

    /** Something that is done many times. */
    interface Task {
        void run() throws IOException, InterruptedException;
    }

    /**
     * What a load did.
     *
     * @param times of the tasks
     * @param seconds until the last task was done
     */
    record Outcome(List<Duration> times, double seconds) {
        double perSecond() {
            return times.size() / seconds;
        }

        double medianMs() {
            return new Figures(times).median().toNanos() / 1e6;
        }

        double percentile99Ms() {
            return new Figures(times).percentile(99).toNanos() / 1e6;
        }
    }

    /** So many tasks, one after the other. */
    static Outcome alone(int count, Task task) throws IOException, InterruptedException {
        return run(1, count, Duration.ofDays(1), task);
    }

    /** So many tasks, {@code width} at once. */
    static Outcome times(int width, int count, Task task) throws IOException, InterruptedException {
        return run(width, count, Duration.ofDays(1), task);
    }

    /** Tasks, {@code width} at once, none of which begins after that time. */
    static Outcome during(Duration time, int width, Task task) throws IOException, InterruptedException {
        return run(width, Integer.MAX_VALUE, time, task);
    }

    private static Outcome run(int width, int count, Duration time, Task task)
            throws IOException, InterruptedException {
        Queue<Duration> times = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(count);
        long begin = System.nanoTime();
        List<Future<?>> threads = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < width; thread++) {
                threads.add(executor.submit(() -> {
                    while (System.nanoTime() - begin < time.toNanos() && left.getAndDecrement() > 0) {
                        long start = System.nanoTime();
                        task.run();
                        times.add(Duration.ofNanos(System.nanoTime() - start));
                    }
                    return null;
                }));
            }
            for (Future<?> thread : threads) {
                thread.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a task failed", e.getCause());
        }
        return new Outcome(List.copyOf(times), (System.nanoTime() - begin) / 1e9);
    }
}
