package dev.stepfold.gateway.http;

import dev.stepfold.gateway.config.GatewaySettings;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No connection is held for nothing: one that does not come to a complete request in time is closed ({@link RequestDeadline}),
 * and so is one whose client does not read what it asked for, be it a stream or an answer.
 */
@Singleton
final class ConnectionDeadlines implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private final GatewaySettings settings;

    ConnectionDeadlines(GatewaySettings settings) {
        this.settings = settings;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new OfConnection(null, settings.requestTimeout(), settings.writeTimeout()));
        return registry;
    }

    /**
     * Adds the deadlines to the pipeline of one connection.
     *
     * @param channel the connection; null for the server itself
     */
    private record OfConnection(@Nullable Channel channel, Duration requestTimeout, Duration writeTimeout)
            implements NettyServerCustomizer {
        @Override
        public NettyServerCustomizer specializeForChannel(Channel added, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new OfConnection(added, requestTimeout, writeTimeout) : this;
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel != null) {
                ChannelPipeline pipeline = channel.pipeline();
                pipeline.addFirst(new WriteDeadline(writeTimeout));
                pipeline.addAfter(
                        ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                        "request-deadline",
                        new RequestDeadline(requestTimeout));
            }
        }
    }
}
