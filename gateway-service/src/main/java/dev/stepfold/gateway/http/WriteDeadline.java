package dev.stepfold.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a connection whose client has not read in time what was written to it: a stream's frame, or a part of a
 * response.
 */
final class WriteDeadline extends WriteTimeoutHandler {
    private static final Logger LOG = LoggerFactory.getLogger(WriteDeadline.class);

    /** @param timeout how long one write may take to leave for the client's system */
    WriteDeadline(Duration timeout) {
        super(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void writeTimedOut(ChannelHandlerContext context) {
        LOG.info(
                "connection closed, its client did not read within STEPFOLD_WRITE_TIMEOUT client={}",
                context.channel().remoteAddress());
        var _ = context.close();
    }
}
