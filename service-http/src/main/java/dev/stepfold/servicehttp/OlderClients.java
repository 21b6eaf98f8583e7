package dev.stepfold.servicehttp;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import jakarta.inject.Singleton;

/**
 * Answers clients of HTTP/1.0 so that they understand it: without chunks, which they do not know (RFC 9112, section 6.1),
 * and with the connection closed behind each response, so that a body of unknown length has an end. A body of unknown
 * length that breaks off ends with a reset, since it would be taken for complete otherwise.
 */
@Singleton
final class OlderClients implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new ConnectionCustomizer(pipeline -> pipeline.addAfter(
                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "older-clients", new Handler())));
        return registry;
    }

    private static final class Handler extends ChannelOutboundHandlerAdapter {
        private boolean closes;
        private boolean unframed;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            if (message instanceof HttpResponse response
                    && response.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
                closes = true;
                unframed = !HttpUtil.isContentLengthSet(response);
                unframe(response.headers());
            }
            ChannelPromise written = promise;
            if (closes && message instanceof LastHttpContent) {
                unframed = false;
                written = promise.unvoid();
                written.addListener(ChannelFutureListener.CLOSE);
            }
            super.write(context, message, written);
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
            if (unframed) {
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            super.close(context, promise);
        }

        private static void unframe(HttpHeaders headers) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.remove(HttpHeaderNames.TRAILER);
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }
}
