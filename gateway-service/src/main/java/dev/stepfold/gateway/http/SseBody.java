package dev.stepfold.gateway.http;

import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.StreamFormat;
import dev.stepfold.gateway.stream.StreamSource;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * A stream as the body of a response. It produces a frame only when the connection can take one, so
 * that a client that does not read stops its stream and nothing piles up. Frames that are there at the same moment, up to
 * {@value #TOGETHER_BYTES} bytes and one frame more, are one write. When the client goes away, the stream is woken and closed.
 */
final class SseBody {
    static final int TOGETHER_BYTES = 16 * 1024;

    private final StreamSource stream;
    private final StreamFormat format;
    private final Connection connection;
    private final SentFrames sent;
    private boolean begun;

    /**
     * @param format what the client understands
     * @param connection the stream ends with it, even if its first frame was never requested
     * @param sent counts what the client is told
     */
    SseBody(StreamSource stream, StreamFormat format, Connection connection, SentFrames sent) {
        this.stream = stream;
        this.format = format;
        this.connection = connection;
        this.sent = sent;
        connection.whenClosed(stream::close);
    }

    /** The frames, each waited for on a thread of {@code scheduler}, which may be blocked. */
    Publisher<ByteBuf> publishOn(Scheduler scheduler) {
        return Flux.<byte[], StreamSource>generate(
                        () -> stream,
                        (open, sink) -> {
                            emit(open, sink);
                            return open;
                        },
                        StreamSource::close)
                .subscribeOn(scheduler)
                .doOnCancel(stream::close)
                .doFinally(_ -> connection.forget())
                .map(Connection::buffer);
    }

    private void emit(StreamSource open, SynchronousSink<byte[]> sink) {
        if (!begun) {
            begun = true;
            byte[] opening = format.opening();
            if (opening.length > 0) {
                sink.next(opening);
                return;
            }
        }
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        Next next;
        boolean over;
        boolean mayFollow;
        do {
            boolean isFirst = together.size() == 0;
            next = isFirst && !format.isImpatient() ? open.next() : open.next(Duration.ZERO);
            boolean silent = next instanceof Next.Heartbeat;
            if (!silent || isFirst || format.isImpatient()) {
                write(next, together);
            }
            over = next instanceof Next.End || format.isOver();
            mayFollow = together.size() == 0 || (!silent && together.size() < TOGETHER_BYTES);
        } while (!over && mayFollow);
        if (together.size() > 0) {
            sink.next(together.toByteArray());
        }
        if (over) {
            if (next instanceof Next.End(var reason) && format.isCutAt(reason)) {
                connection.cut();
            }
            sink.complete();
        }
    }

    private void write(Next next, ByteArrayOutputStream together) {
        byte[] bytes = format.write(next);
        if (bytes.length > 0) {
            together.writeBytes(bytes);
            sent.sent(next);
        }
    }
}
