package dev.stepfold.gateway.http;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.DefaultHttpCompressionStrategy;
import io.micronaut.http.server.netty.HttpCompressionStrategy;
import io.micronaut.http.server.types.files.FileCustomizableResponseType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compresses JSON and the page if the client accepts it and it is worthwhile: states, histories of unknown length, scripts
 * and stylesheets. Never an event stream: a compressor holds frames back, and costs memory for every watcher.
 */
final class Compression {
    private static final int BYTES_MIN = 1_024;
    private static final int LEVEL = 4;
    private static final int UNKNOWN = -1;
    private static final Set<String> TYPES = Set.of(
            MediaType.APPLICATION_JSON,
            History.NDJSON,
            MediaType.TEXT_HTML,
            MediaType.TEXT_CSS,
            MediaType.TEXT_JAVASCRIPT,
            "application/javascript");

    private Compression() {}

    private static boolean isCompressible(@Nullable String contentType) {
        return contentType != null
                && TYPES.contains(contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /** Decides which responses are compressed; the server checks that the client accepts it. */
    @Singleton
    @Replaces(DefaultHttpCompressionStrategy.class)
    static final class Strategy implements HttpCompressionStrategy {
        @Override
        public boolean shouldCompress(HttpResponse response) {
            int length = HttpUtil.getContentLength(response, UNKNOWN);
            return (length == UNKNOWN || length >= BYTES_MIN)
                    && isCompressible(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
        }

        @Override
        public int getCompressionLevel() {
            return LEVEL;
        }

        /** No limit: what is compressed at once is a stretch of a history, or a state, which is in memory already. */
        @Override
        public int getMaxZstdEncodeSize() {
            return Integer.MAX_VALUE;
        }
    }

    /**
     * Says that a response depends on {@code Accept-Encoding}, and makes its validator weak if it may be compressed: a
     * strong one would say that the bytes are the same (RFC 9110, section 8.8.3.3).
     */
    @ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
    static final class Validators {
        @ResponseFilter
        void mark(HttpRequest<?> request, MutableHttpResponse<?> response) {
            String etag = response.getHeaders().get(HttpHeaders.ETAG);
            boolean isFile = response.body() instanceof FileCustomizableResponseType;
            if (etag != null || isFile || isCompressible(response.getHeaders().get(HttpHeaders.CONTENT_TYPE))) {
                response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
            }
            if (etag != null && etag.startsWith("\"") && request.getHeaders().contains(HttpHeaders.ACCEPT_ENCODING)) {
                response.getHeaders().set(HttpHeaders.ETAG, "W/" + etag);
            }
        }
    }
}
