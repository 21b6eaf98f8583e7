package dev.stepfold.gateway.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Adds the reason if the server refuses a page of another origin with an empty body. It does so at {@code localhost},
 * which any page that a person has open can reach.
 */
@ServerFilter("/**")
final class RefusedOrigins implements Ordered {
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @ResponseFilter
    void explain(MutableHttpResponse<?> response) {
        if (response.code() == HttpStatus.FORBIDDEN.getCode()
                && response.getBody().isEmpty()) {
            response.contentType(MediaType.of("application/problem+json"))
                    .body(Problems.json(Problems.foreignOrigin()));
        }
    }
}
