package dev.stepfold.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.codec.ContractMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Problems as responses: {@code application/problem+json} (RFC 9457) with {@code code} and, if it concerns one,
 * {@code field}.
 */
final class Problems {
    /** When to retry if Kafka or the projection does not answer. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Problems() {}

    static ProblemException kafkaUnavailable() {
        return ProblemException.passing(
                ProblemCode.KAFKA_UNAVAILABLE, "Kafka did not answer in time. Retry later.", RETRY_AFTER);
    }

    /** @param what a sentence that says what the projection cannot do */
    static ProblemException projectionUnavailable(String what) {
        return ProblemException.passing(ProblemCode.PROJECTION_UNAVAILABLE, what + " Retry later.", RETRY_AFTER);
    }

    static ProblemException foreignOrigin() {
        return ProblemException.of(
                ProblemCode.FORBIDDEN, "Pages of that origin may not call: STEPFOLD_CORS_ORIGINS does not list it.");
    }

    static MutableHttpResponse<byte[]> response(ProblemException problem) {
        MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(
                problem.code().status(), problem.code().title());
        problem.retryAfter()
                .ifPresent(wait -> response.header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(wait.plusMillis(999).toSeconds())));
        return ProblemMetrics.mark(response, problem.code())
                .contentType(MediaType.of("application/problem+json"))
                .body(json(problem));
    }

    static byte[] json(ProblemException problem) {
        ObjectNode json = ContractMapper.mapper().createObjectNode();
        json.put("type", "urn:stepfold:problem:" + problem.code().code());
        json.put("title", problem.code().title());
        json.put("status", problem.code().status());
        json.put("code", problem.code().code());
        json.put("detail", problem.detail());
        problem.field().ifPresent(field -> json.put("field", field));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
