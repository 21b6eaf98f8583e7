package dev.stepfold.gateway.webhook;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what the outbox gives out, several events at once, and tells it what became of each. */
final class Posting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Posting.class);
    private static final Duration LAST_POSTS = Duration.ofSeconds(1);
    private static final Duration THREAD_KEPT = Duration.ofSeconds(30);
    private static final Duration PAUSE_AFTER_DEFECT = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final Attempts attempts;
    private final ThreadPoolExecutor threads;
    private final Thread dispatcher =
            Thread.ofPlatform().name("webhook-dispatch").daemon().unstarted(this::dispatch);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private volatile boolean closed;

    /** @param threadsMax how many events are posted at once; as many as the outbox gives out */
    Posting(Outbox outbox, Attempts attempts, int threadsMax) {
        this.outbox = outbox;
        this.attempts = attempts;
        // Platform threads: to resolve a host would hold a virtual thread's carrier.
        this.threads = new ThreadPoolExecutor(
                threadsMax,
                threadsMax,
                THREAD_KEPT.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(threadsMax),
                Thread.ofPlatform().name("webhook-", 0).daemon().factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Starts posting; called once. */
    void start() {
        dispatcher.start();
    }

    /** How many posts were taken. */
    long delivered() {
        return delivered.sum();
    }

    /** How many posts were not. */
    long failed() {
        return failed.sum();
    }

    /** How many events were given up. */
    long givenUp() {
        return givenUp.sum();
    }

    private void dispatch() {
        while (!closed) {
            try {
                Due due = outbox.take();
                threads.execute(() -> post(due));
            } catch (InterruptedException | RejectedExecutionException _) {
                LOG.debug("webhook dispatcher told to close");
                return;
            } catch (RuntimeException | Error e) {
                LOG.error("webhook dispatcher failed and goes on", e);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_DEFECT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(Due due) {
        Outcome outcome = new Outcome.Unreadable();
        try {
            outcome = attempts.attempt(due.state());
        } catch (RuntimeException | Error e) {
            LOG.error("webhook attempt failed documentId={}", due.state().documentId(), e);
        }
        if (closed) {
            return;
        }
        if (outcome instanceof Outcome.Delivered) {
            delivered.increment();
        } else if (outcome instanceof Outcome.Failed) {
            failed.increment();
        }
        outbox.settle(due, outcome).ifPresent(letter -> {
            givenUp.increment();
            LOG.warn(
                    "webhook event given up webhookId={} documentId={} sequence={} attempts={} problem={}",
                    letter.webhookId(),
                    letter.documentId(),
                    letter.sequence(),
                    letter.attempts(),
                    letter.problem());
        });
    }

    /** Stops. What is under way may end within a second; then it is cut off, and nothing is noted of it. */
    @Override
    public void close() {
        dispatcher.interrupt();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(LAST_POSTS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("webhook posts are cut off underWay={}", outbox.underWay());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            threads.shutdownNow();
        }
    }
}
