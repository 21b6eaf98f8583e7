package dev.stepfold.gateway.http;

import dev.stepfold.gateway.config.CallerLimits;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.server.HttpServerConfiguration.CorsConfiguration;
import io.micronaut.http.server.cors.CorsOriginConfiguration;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Lets the pages of the configured origins call, and read the response headers that they need (Fetch, section 3.2). */
@Singleton
final class Cors implements BeanCreatedEventListener<CorsConfiguration> {
    private static final Duration PREFLIGHT_KEPT = Duration.ofHours(1);

    private final CallerLimits limits;

    Cors(CallerLimits limits) {
        this.limits = limits;
    }

    @Override
    public CorsConfiguration onCreated(BeanCreatedEvent<CorsConfiguration> event) {
        CorsConfiguration cors = event.getBean();
        List<String> origins = Objects.requireNonNull(limits.corsOrigins());
        if (!origins.isEmpty()) {
            cors.setEnabled(true);
            cors.setConfigurations(Map.of("api", allowing(origins)));
        }
        return cors;
    }

    private static CorsOriginConfiguration allowing(List<String> origins) {
        CorsOriginConfiguration configuration = new CorsOriginConfiguration();
        configuration.setAllowedOrigins(origins);
        configuration.setAllowedMethods(List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE));
        configuration.setAllowedHeaders(List.of(
                HttpHeaders.AUTHORIZATION,
                HttpHeaders.CONTENT_TYPE,
                HttpHeaders.IF_NONE_MATCH,
                "Last-Event-ID",
                McpController.PROTOCOL_VERSION,
                "Idempotency-Key",
                "Prefer",
                "traceparent"));
        configuration.setExposedHeaders(List.of(
                HttpHeaders.LOCATION,
                HttpHeaders.ETAG,
                HttpHeaders.LINK,
                HttpHeaders.RETRY_AFTER,
                HttpHeaders.WWW_AUTHENTICATE,
                "Preference-Applied",
                DurableStreamController.NEXT_OFFSET,
                DurableStreamController.CURSOR,
                DurableStreamController.UP_TO_DATE));
        configuration.setAllowCredentials(true);
        configuration.setMaxAge(PREFLIGHT_KEPT.toSeconds());
        return configuration;
    }
}
