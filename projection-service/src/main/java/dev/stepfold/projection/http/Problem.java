package dev.stepfold.projection.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.schemas.codec.ContractMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Locale;

/**
 * An error response (RFC 9457).
 *
 * @param type a URI that names the kind of problem
 * @param title the kind of problem, for a person
 * @param status the HTTP status
 * @param code the stable name of the problem, for programs
 * @param detail what went wrong this time, for a person
 */
public record Problem(String type, String title, int status, String code, String detail) {
    private static final String TYPE_PREFIX = "urn:stepfold:problem:";

    static Problem invalidId() {
        return of(
                HttpStatus.BAD_REQUEST, "invalid-id", "Malformed id", "An id is 1 to 64 characters of A-Z a-z 0-9 _ -");
    }

    static Problem invalidParameter(String detail) {
        return of(HttpStatus.BAD_REQUEST, "invalid-parameter", "Malformed parameter", detail);
    }

    static Problem documentNotFound(String documentId) {
        return of(HttpStatus.NOT_FOUND, "document-not-found", "Document not found", "No event of " + documentId);
    }

    static Problem notReady(String reason) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, "not-ready", "Not ready", reason);
    }

    /** What the server itself refuses: an unknown path, a wrong method, a bug. */
    static Problem ofStatus(HttpStatus status, String detail) {
        String code = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return of(status, code, status.getReason(), detail);
    }

    private static Problem of(HttpStatus status, String code, String title, String detail) {
        return new Problem(TYPE_PREFIX + code, title, status.getCode(), code, detail);
    }

    /** The response that carries this problem. */
    MutableHttpResponse<byte[]> toResponse() {
        return write(HttpResponse.status(HttpStatus.valueOf(status)));
    }

    /** Gives a response this problem as its body. */
    MutableHttpResponse<byte[]> write(MutableHttpResponse<?> response) {
        try {
            return response.body(ContractMapper.mapper().writeValueAsBytes(this))
                    .contentType(MediaType.of("application/problem+json"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem could not be written", e);
        }
    }
}
