package dev.stepfold.gateway.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a request came on, for answers that hold something while they last. An answer that is never begun,
 * because its client is gone by then, is told nothing by the server; the connection's end is certain to be told.
 */
final class Connection {
    private final ChannelFuture closing;
    private @Nullable GenericFutureListener<ChannelFuture> listener;

    private Connection(ChannelFuture closing) {
        this.closing = closing;
    }

    static Connection of(HttpRequest<?> request) {
        return new Connection(((NettyHttpRequest<?>) request)
                .getChannelHandlerContext()
                .channel()
                .closeFuture());
    }

    /** Has {@code action} run when the connection closes, or at once where it is closed; once for each object. */
    void whenClosed(Runnable action) {
        GenericFutureListener<ChannelFuture> added = _ -> action.run();
        listener = added;
        closing.addListener(added);
    }

    /** The action is not needed any more; without this it would be kept as long as the connection. */
    void forget() {
        if (listener != null) {
            closing.removeListener(listener);
        }
    }

    /**
     * Bytes to send, not copied, and in no pool: the server drops what it is handed after a client has gone, and a pool would
     * miss them.
     */
    static ByteBuf buffer(byte[] bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }
}
