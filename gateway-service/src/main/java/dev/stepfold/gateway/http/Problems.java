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

/** Problems as responses: {@code application/problem+json} (RFC 9457) with {@code code} and, where it is one, {@code field}. */
final class Problems {
    /** When to ask again where Kafka or the projection does not answer. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private Problems() {}

    static ProblemException kafkaUnavailable() {
        return ProblemException.passing(
                ProblemCode.KAFKA_UNAVAILABLE, "Kafka did not answer in time. Ask again.", RETRY_AFTER);
    }

    /** @param what what the projection cannot do now, in a sentence */
    static ProblemException projectionUnavailable(String what) {
        return ProblemException.passing(ProblemCode.PROJECTION_UNAVAILABLE, what + " Ask again.", RETRY_AFTER);
    }

    static ProblemException foreignOrigin() {
        return ProblemException.of(
                ProblemCode.FORBIDDEN, "Pages of that origin may not call: see STEPFOLD_CORS_ORIGINS.");
    }

    static MutableHttpResponse<byte[]> response(ProblemException problem) {
        MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(
                problem.code().status(), problem.code().title());
        problem.retryAfter()
                .ifPresent(wait -> response.header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(wait.plusMillis(999).toSeconds())));
        return response.contentType(MediaType.of("application/problem+json")).body(json(problem));
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
