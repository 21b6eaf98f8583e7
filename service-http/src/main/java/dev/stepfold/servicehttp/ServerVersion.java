package dev.stepfold.servicehttp;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import jakarta.inject.Singleton;

/**
 * Answers with the version that the service speaks, HTTP/1.1, whichever the client named (RFC 9110, section 2.5). Netty
 * copies any version from the request, such as {@code HTTP/1.4}. A response of version 1.0 stays one, since an older
 * client requested it.
 */
@Singleton
final class ServerVersion implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new ConnectionCustomizer(pipeline -> pipeline.addAfter(
                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "server-version", new Handler())));
        return registry;
    }

    private static final class Handler extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (message instanceof HttpResponse response
                    && !response.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                response.setProtocolVersion(HttpVersion.HTTP_1_1);
            }
            super.write(context, message, promise);
        }
    }
}
