package dev.stepfold.servicehttp;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import jakarta.inject.Singleton;
import java.util.Locale;

/**
 * Tells browsers, with every response that has content of its own, what they may do with it: load nothing (Content
 * Security Policy Level 3), show it in no frame, guess no type, send no referrer to other sites. A page may load the
 * service's own resources.
 */
@Singleton
final class SecurityHeaders implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    static final String OF_DATA = "default-src 'none'; frame-ancestors 'none'";
    static final String OF_PAGES = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        NettyServerCustomizer.Registry registry = event.getBean();
        registry.register(new ConnectionCustomizer(pipeline -> pipeline.addAfter(
                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC, "security-headers", new Handler())));
        return registry;
    }

    private static final class Handler extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
            // The headers of a 304 replace those of the stored response (RFC 9111, section 4.3.4), whose type it does
            // not state.
            if (message instanceof HttpResponse response
                    && !response.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
                add(response.headers());
            }
            super.write(context, message, promise);
        }

        private static void add(HttpHeaders headers) {
            String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
            headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, type.startsWith("text/html") ? OF_PAGES : OF_DATA);
            headers.set(HttpHeaderNames.X_FRAME_OPTIONS, "DENY");
            headers.set("x-content-type-options", "nosniff");
            headers.set("referrer-policy", "no-referrer");
            headers.set("cross-origin-opener-policy", "same-origin");
            headers.set("cross-origin-resource-policy", "same-origin");
        }
    }
}
