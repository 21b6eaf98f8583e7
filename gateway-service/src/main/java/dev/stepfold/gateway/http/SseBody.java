package dev.stepfold.gateway.http;

import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.SseEncoder;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

/**
 * A {@link DocumentStream} as the body of a response. It produces a frame only when the connection can take one, so
 * that a client that does not read stops its stream and nothing piles up. When the client goes away, the stream is
 * woken and closed.
 */
final class SseBody {
    private final DocumentStream stream;
    private final Duration retry;
    private final Connection connection;
    private boolean begun;

    /**
     * @param retry how long the client is to wait before it connects again
     * @param connection the stream ends with it, even if its first frame was never requested
     */
    SseBody(DocumentStream stream, Duration retry, Connection connection) {
        this.stream = stream;
        this.retry = retry;
        this.connection = connection;
        connection.whenClosed(stream::close);
    }

    /** The frames, each waited for on a thread of {@code scheduler}, which may be blocked. */
    Publisher<ByteBuf> publishOn(Scheduler scheduler) {
        return Flux.<byte[], DocumentStream>generate(
                        () -> stream,
                        (open, sink) -> {
                            emit(open, sink);
                            return open;
                        },
                        DocumentStream::close)
                .subscribeOn(scheduler)
                .doOnCancel(stream::close)
                .doFinally(_ -> connection.forget())
                .map(Connection::buffer);
    }

    private void emit(DocumentStream open, SynchronousSink<byte[]> sink) {
        if (!begun) {
            begun = true;
            sink.next(SseEncoder.retry(retry));
            return;
        }
        switch (open.next()) {
            case Next.Snapshot(var state) -> sink.next(SseEncoder.snapshot(state));
            case Next.Event(var frame) -> sink.next(frame.bytes());
            case Next.Reset(var reason) -> sink.next(SseEncoder.reset(reason));
            case Next.Expired() -> sink.next(SseEncoder.expired());
            case Next.Heartbeat() -> sink.next(SseEncoder.comment("heartbeat"));
            case Next.End _ -> sink.complete();
        }
    }
}
