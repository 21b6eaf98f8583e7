package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in the live feed: a bounded buffer between the relay, which never waits, and the client's stream,
 * which takes at the client's pace.
 *
 * <p>When the buffer is full ({@value #EVENTS_MAX} events or {@value #BYTES_MAX} bytes), its events are dropped and the
 * stream is told ({@link Signal.Overflowed}); events that arrive later are buffered again, so that a snapshot taken
 * after the signal and the events after it are complete. A slow client loses its own buffered events and affects no
 * other client.
 */
public final class Watcher implements AutoCloseable {
    static final int EVENTS_MAX = 256;
    static final int BYTES_MAX = 1024 * 1024;

    private final DocumentId documentId;
    private final BooleanSupplier answerExpected;
    private final Consumer<Watcher> onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<EventFrame> buffer = new ArrayDeque<>();
    private int bufferedBytes;
    private boolean overflowed;
    private boolean interrupted;
    private @Nullable Instant erasedAt;
    private boolean closed;
    private volatile long attendedAtNanos = System.nanoTime();

    /**
     * @param answerExpected whether a command of the document awaits its answer
     * @param onClose called once, when the watcher is closed
     */
    Watcher(DocumentId documentId, BooleanSupplier answerExpected, Consumer<Watcher> onClose) {
        this.documentId = documentId;
        this.answerExpected = answerExpected;
        this.onClose = onClose;
    }

    /** The document that is watched. */
    DocumentId documentId() {
        return documentId;
    }

    /** Whether a command of the document awaits its answer. Once it does not, the answer was buffered before. */
    boolean isAnswerExpected() {
        return answerExpected.getAsBoolean();
    }

    /** Buffers a live event; never waits. */
    void offer(EventFrame frame) {
        lock.lock();
        try {
            if (closed || overflowed) {
                return;
            }
            boolean full = buffer.size() >= EVENTS_MAX || bufferedBytes + frame.bytes().length > BYTES_MAX;
            if (full && !buffer.isEmpty()) {
                buffer.clear();
                bufferedBytes = 0;
                overflowed = true;
            } else {
                buffer.add(frame);
                bufferedBytes += frame.bytes().length;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Records that events may have been missed. */
    void interrupt() {
        lock.lock();
        try {
            interrupted = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Records that the document was erased: its buffered events are dropped. */
    void erase(Instant at) {
        lock.lock();
        try {
            erasedAt = at;
            buffer.clear();
            bufferedBytes = 0;
            overflowed = false;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Records that the stream still reads. */
    void attend() {
        attendedAtNanos = System.nanoTime();
    }

    /** Waits for the next signal, at most {@code patience}. Only the watcher's stream calls this. */
    Signal await(Duration patience) {
        attend();
        long leftNanos = patience.toNanos();
        lock.lock();
        try {
            while (!closed && erasedAt == null && !overflowed && !interrupted && buffer.isEmpty() && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return take();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Signal.Closed();
        } finally {
            lock.unlock();
        }
    }

    private Signal take() {
        if (closed) {
            return new Signal.Closed();
        }
        Instant erased = erasedAt;
        if (erased != null) {
            erasedAt = null;
            return new Signal.Erased(erased);
        }
        if (overflowed) {
            overflowed = false;
            interrupted = false;
            return new Signal.Overflowed();
        }
        if (interrupted) {
            interrupted = false;
            return new Signal.Interrupted();
        }
        EventFrame frame = buffer.poll();
        if (frame == null) {
            return new Signal.Silence();
        }
        bufferedBytes -= frame.bytes().length;
        return new Signal.Arrived(frame);
    }

    /** How long its stream has not read. */
    Duration unattended() {
        return Duration.ofNanos(System.nanoTime() - attendedAtNanos);
    }

    /** Ends the watching: wakes the stream and unregisters. Closing again does nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            buffer.clear();
            bufferedBytes = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
