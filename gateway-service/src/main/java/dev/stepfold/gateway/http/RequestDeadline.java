package dev.stepfold.gateway.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which no complete request arrives in time, however steadily its bytes drip in (CWE-400, "slow
 * loris"). The time runs from the connection's opening, and from the end of each response, to the end of the next
 * request; it is therefore also how long a connection may be idle between two requests. It does not run while a
 * response or a stream is under way.
 */
final class RequestDeadline extends ChannelDuplexHandler {
    private final Duration timeout;
    private @Nullable Future<?> deadline;

    /** @param timeout how long a request may take to arrive */
    RequestDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        begin(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        end();
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof LastHttpContent) {
            end();
        }
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof LastHttpContent) {
            begin(context);
        }
        super.write(context, message, promise);
    }

    private void begin(ChannelHandlerContext context) {
        end();
        deadline = context.executor().schedule(() -> close(context), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private void end() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
