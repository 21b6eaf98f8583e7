package dev.stepfold.gateway.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.GenericFutureListener;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a request, for responses that hold a resource while they last. The server does not notify a
 * response that never began because its client had gone by then; it always reports the connection's end.
 */
final class Connection {
    private final ChannelFuture closing;
    private @Nullable GenericFutureListener<ChannelFuture> listener;

    private Connection(ChannelFuture closing) {
        this.closing = closing;
    }

    /** A request whose body is bound to a parameter is wrapped. */
    static Connection of(HttpRequest<?> request) {
        if (request instanceof HttpRequestWrapper<?> wrapper) {
            return of(wrapper.getDelegate());
        }
        return new Connection(((NettyHttpRequest<?>) request)
                .getChannelHandlerContext()
                .channel()
                .closeFuture());
    }

    /**
     * Runs {@code action} when the connection closes, or at once if it is closed already. To be called once for each
     * object.
     */
    void whenClosed(Runnable action) {
        GenericFutureListener<ChannelFuture> added = _ -> action.run();
        listener = added;
        closing.addListener(added);
    }

    /** Ends the connection after what was written of the response; its client takes it for a broken one. */
    void cut() {
        var _ = closing.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Drops the action, which would otherwise be kept as long as the connection. */
    void forget() {
        if (listener != null) {
            closing.removeListener(listener);
        }
    }

    /**
     * Bytes to send, neither copied nor pooled: the server drops buffers that it gets after a client has gone, and a
     * pool would leak them.
     */
    static ByteBuf buffer(byte[] bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }
}
