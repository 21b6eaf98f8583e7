package dev.stepfold.generation.openai;

import dev.langchain4j.exception.TimeoutException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response's body on the calling thread, piece by piece as it arrives. It requests the next piece only when it
 * has taken the last one, so at most one waits. Closing it closes the connection if the body is not at its end.
 *
 * <p>Every reading method throws {@link TimeoutException} when the time is over, {@link UncheckedIOException} when the
 * connection broke or the body or an event is too long, and {@link IllegalStateException} when the thread was interrupted; the
 * interrupt flag stays set.
 */
final class BodyReader implements AutoCloseable {
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final Arrivals arrivals = new Arrivals();
    private final long beganNanos = System.nanoTime();
    private final Duration timeout;
    private final long bytesMax;
    private long bytes;

    /** What comes from the connection. */
    private sealed interface Piece {
        record Data(List<ByteBuffer> buffers) implements Piece {}

        record End() implements Piece {}

        record Broken(Throwable cause) implements Piece {}
    }

    /**
     * @param timeout how long reading may take in all
     * @param bytesMax how long the body may be
     */
    BodyReader(Flow.Publisher<List<ByteBuffer>> body, Duration timeout, long bytesMax) {
        this.timeout = timeout;
        this.bytesMax = bytesMax;
        body.subscribe(arrivals);
    }

    /** The whole body. */
    byte[] all() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = next(); piece != null; piece = next()) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /**
     * Reads the body as server-sent events.
     *
     * @param event takes the data of each event that has data, which may be empty
     */
    void forEachEvent(Consumer<String> event) {
        EventStreamDecoder events = new EventStreamDecoder(event);
        for (byte[] piece = next(); piece != null; piece = next()) {
            events.accept(piece);
        }
    }

    /** The next bytes; null at the end. */
    private byte @Nullable [] next() {
        return switch (take()) {
            case Piece.Data data -> {
                byte[] taken = joined(data.buffers());
                bytes += taken.length;
                if (bytes > bytesMax) {
                    throw new UncheckedIOException(new IOException("the answer is longer than " + bytesMax + " bytes"));
                }
                arrivals.askForMore();
                yield taken;
            }
            case Piece.End _ -> null;
            case Piece.Broken broken ->
                throw broken.cause() instanceof IOException cause
                        ? new UncheckedIOException(cause)
                        : new IllegalStateException("the call failed", broken.cause());
        };
    }

    private Piece take() {
        long leftNanos = timeout.toNanos() - (System.nanoTime() - beganNanos);
        try {
            Piece piece = pieces.poll(leftNanos, TimeUnit.NANOSECONDS);
            if (piece == null || leftNanos <= 0) {
                throw new TimeoutException("the answer took too long");
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the call was interrupted", e);
        }
    }

    private static byte[] joined(List<ByteBuffer> buffers) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (ByteBuffer buffer : buffers) {
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    @Override
    public void close() {
        arrivals.cancel();
    }

    /** Takes the pieces, on the HTTP client's threads. */
    private final class Arrivals implements Flow.Subscriber<List<ByteBuffer>> {
        private volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            pieces.add(new Piece.Data(buffers));
        }

        @Override
        public void onError(Throwable cause) {
            pieces.add(new Piece.Broken(cause));
        }

        @Override
        public void onComplete() {
            pieces.add(new Piece.End());
        }

        void askForMore() {
            Flow.Subscription current = subscription;
            if (current != null) {
                current.request(1);
            }
        }

        void cancel() {
            Flow.Subscription current = subscription;
            if (current != null) {
                current.cancel();
            }
        }
    }
}
