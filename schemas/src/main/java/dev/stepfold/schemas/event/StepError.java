package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param kind the class of the error
 * @param message for a person, without stack trace or secret
 * @param retryable whether another attempt can help
 * @param retryAfter how long the server asked to wait (RFC 9110, {@code Retry-After})
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepError(
        ErrorKind kind,
        String message,
        boolean retryable,
        @JsonProperty("retryAfterMs") @Nullable Duration retryAfter) {
    public StepError {
        Checks.notBlank("error.message", message);
        retryAfter = retryAfter == null ? null : Checks.wholeMillis(0, "error.retryAfterMs", retryAfter);
    }

    /** An error of that kind, retryable as the kind is. */
    public static StepError of(ErrorKind kind, String message) {
        return new StepError(kind, message, kind.isRetryable(), null);
    }
}
