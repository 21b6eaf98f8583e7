package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.Next.EndReason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The stream of a client that comes back at a time when it cannot be opened. It is opened as soon as that is possible; until
 * then the client gets heartbeats. An {@code EventSource} takes every status but 200 for the end (WHATWG HTML, section 9.2.3), so
 * that a client which was told 503 would never come back.
 *
 * <p>A stream that cannot be opened for {@value #HELD_MAX_S} s ends as one whose events cannot be read.
 */
public final class HeldStream implements StreamSource {
    /** How long a client is held, in seconds. */
    static final int HELD_MAX_S = 30;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final int LONGEST_WAIT = 4;

    private final Opening opening;
    private final Duration firstWait;
    private final long deadlineNanos;
    private final AtomicReference<Runnable> whenOver;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable StreamSource opened;
    private Duration wait;
    private @Nullable Next last;

    /** Opens the stream. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Opens the stream.
         *
         * @throws ProblemException when there is no such document, or no permit is left
         * @throws LogUnavailableException when nothing is currently known about the document
         */
        StreamSource open() throws LogUnavailableException;
    }

    /**
     * A stream that is tried again after 1 s, and then more rarely, up to every 4 s and a random part of that.
     *
     * @param whenOver runs once, when the client is no longer held
     */
    HeldStream(Opening opening, Runnable whenOver) {
        this(opening, whenOver, FIRST_WAIT, Duration.ofSeconds(HELD_MAX_S));
    }

    HeldStream(Opening opening, Runnable whenOver, Duration firstWait, Duration heldMax) {
        this.opening = opening;
        this.whenOver = new AtomicReference<>(whenOver);
        this.firstWait = firstWait;
        this.wait = firstWait;
        this.deadlineNanos = System.nanoTime() + heldMax.toNanos();
    }

    @Override
    public Next next() {
        StreamSource stream = opened;
        return stream == null ? held(wait) : stream.next();
    }

    @Override
    public Next next(Duration patience) {
        StreamSource stream = opened;
        return stream == null ? held(wait.compareTo(patience) < 0 ? wait : patience) : stream.next(patience);
    }

    private Next held(Duration wait) {
        if (last != null) {
            return last;
        }
        try {
            if (closed.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                return end(EndReason.CLOSED);
            }
            opened = opening.open();
            over();
            if (closed.getCount() == 0) {
                close();
            }
            return next(Duration.ZERO);
        } catch (LogUnavailableException _) {
            return stillHeld();
        } catch (ProblemException e) {
            if (e.code() == ProblemCode.DOCUMENT_NOT_FOUND) {
                end(EndReason.ERASED);
                return new Next.Reset(ResetReason.ERASED);
            }
            return e.retryAfter().isPresent() ? stillHeld() : end(EndReason.LOG_UNAVAILABLE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return end(EndReason.CLOSED);
        }
    }

    private Next stillHeld() {
        Duration longest = firstWait.multipliedBy(LONGEST_WAIT);
        Duration doubled = wait.multipliedBy(2);
        Duration next = doubled.compareTo(longest) < 0 ? doubled : longest;
        wait = next.plusNanos(ThreadLocalRandom.current().nextLong(next.toNanos() / 2 + 1));
        return System.nanoTime() < deadlineNanos ? new Next.Heartbeat() : end(EndReason.LOG_UNAVAILABLE);
    }

    private Next end(EndReason reason) {
        over();
        Next end = new Next.End(reason);
        last = end;
        return end;
    }

    private void over() {
        whenOver.getAndSet(() -> {}).run();
    }

    @Override
    public void close() {
        closed.countDown();
        over();
        StreamSource stream = opened;
        if (stream != null) {
            stream.close();
        }
    }
}
