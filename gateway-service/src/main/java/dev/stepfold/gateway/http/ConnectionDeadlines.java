package dev.stepfold.gateway.http;

import dev.stepfold.gateway.config.GatewaySettings;
import dev.stepfold.servicehttp.ConnectionCustomizer;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;

/**
 * Closes connections that would be held for nothing: those without a complete request in time
 * ({@link RequestDeadline}), and those whose client does not read what it requested, be it a stream or a response.
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
        registry.register(new ConnectionCustomizer(this::addTo));
        return registry;
    }

    private void addTo(ChannelPipeline pipeline) {
        pipeline.addFirst(new WriteDeadline(settings.writeTimeout()));
        pipeline.addAfter(
                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                "request-deadline",
                new RequestDeadline(settings.requestTimeout()));
    }
}
