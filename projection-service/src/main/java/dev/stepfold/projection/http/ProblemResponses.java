package dev.stepfold.projection.http;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Errors that arise in the HTTP server, in the same form as ours. */
@Singleton
final class ProblemResponses implements ErrorResponseProcessor<byte[]> {
    @Override
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        String detail = status.getCode() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode()
                ? status.getReason()
                : context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        return Problem.ofStatus(status, detail.isEmpty() ? status.getReason() : detail)
                .write(response);
    }
}
