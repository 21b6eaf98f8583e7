package dev.stepfold.projection.query;

import dev.stepfold.projection.query.Lookup.NotReady;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Lookups that answer in a bounded time. A state that is not in memory is read from disk, and the store may be locked by
 * a write that stalls; the lookup is then answered as not ready. Lookups that hang keep their place, so that their
 * number is limited.
 */
public final class BoundedLookups {
    private final Function<DocumentId, Lookup> lookup;
    private final Duration patience;
    private final Semaphore places;

    /**
     * Bounds a lookup.
     *
     * @param lookup the lookup, which may take long
     * @param patience how long a caller waits
     * @param placesMax how many lookups can be under way; a further one is answered as not ready
     */
    public BoundedLookups(Function<DocumentId, Lookup> lookup, Duration patience, int placesMax) {
        this.lookup = lookup;
        this.patience = patience;
        this.places = new Semaphore(placesMax);
    }

    /** The result of the lookup, or that it is not ready. */
    public Lookup lookup(DocumentId documentId) {
        if (!places.tryAcquire()) {
            return new NotReady("too many lookups are under way");
        }
        FutureTask<Lookup> task = new FutureTask<>(() -> {
            try {
                return lookup.apply(documentId);
            } finally {
                places.release();
            }
        });
        Thread.ofVirtual().name("lookup").start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new NotReady("the store does not answer, it may be waiting for Kafka");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new NotReady("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("lookup failed documentId=" + documentId, e.getCause());
        }
    }
}
