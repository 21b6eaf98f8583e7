package dev.stepfold.servicehttp;

import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds handlers to the pipeline of each connection.
 *
 * @param handlers adds them
 * @param channel the connection; null for the server itself
 */
public record ConnectionCustomizer(
        Consumer<ChannelPipeline> handlers, @Nullable Channel channel) implements NettyServerCustomizer {
    /**
     * Applies to all connections of the server.
     *
     * @param handlers adds the handlers to the pipeline of one connection
     */
    public ConnectionCustomizer(Consumer<ChannelPipeline> handlers) {
        this(handlers, null);
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel added, ChannelRole role) {
        return role == ChannelRole.CONNECTION ? new ConnectionCustomizer(handlers, added) : this;
    }

    @Override
    public void onStreamPipelineBuilt() {
        if (channel != null) {
            handlers.accept(channel.pipeline());
        }
    }
}
