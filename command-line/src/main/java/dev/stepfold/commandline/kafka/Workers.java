package dev.stepfold.commandline.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;

/** Does the parts of a piece of work on a few threads, each with a consumer of its own. */
public final class Workers {
    private static final int THREADS_MAX = 3;

    private Workers() {}

    /** Does one part. */
    public interface Work<T> {
        void on(List<T> part, Consumer<byte[], byte[]> consumer) throws IOException;
    }

    /** In parts of at most so many. */
    public static <T> List<List<T>> parts(Collection<T> all, int atMost) {
        List<T> ordered = List.copyOf(all);
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < ordered.size(); from += atMost) {
            parts.add(ordered.subList(from, Math.min(ordered.size(), from + atMost)));
        }
        return parts;
    }

    /** Does all parts, or fails with the first failure; no further part is begun then. */
    public static <T> void run(Cluster cluster, List<List<T>> parts, Work<T> work) {
        Queue<List<T>> left = new ConcurrentLinkedQueue<>(parts);
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS_MAX)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < Math.min(THREADS_MAX, parts.size()); i++) {
                all.add(executor.submit(() -> {
                    try (Consumer<byte[], byte[]> consumer = cluster.reader()) {
                        for (List<T> part = left.poll(); part != null; part = left.poll()) {
                            work.on(part, consumer);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        left.clear();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a worker failed", e);
        }
    }
}
