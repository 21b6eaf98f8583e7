package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt failed.
 *
 * @param kind the class of the error
 * @param message for a person, without stack trace or secret
 * @param retryable whether another attempt can help
 * @param retryAfter how long the server asked to wait (RFC 9110, {@code Retry-After})
 * @param findings what was wrong with the answer, as input for the next attempt; often empty
 * @param tokens what a model read and wrote for the attempt; null if that is not known, or no model was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepError(
        ErrorKind kind,
        String message,
        boolean retryable,
        @JsonProperty("retryAfterMs") @Nullable Duration retryAfter,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Finding> findings,
        @Nullable TokenUsage tokens) {
    public StepError {
        Checks.notBlank("error.message", message);
        retryAfter = retryAfter == null ? null : Checks.wholeMillis(0, "error.retryAfterMs", retryAfter);
        findings = List.copyOf(findings);
    }

    /** An error of an attempt for which what it cost is not known, or that asked no model. */
    public StepError(
            ErrorKind kind, String message, boolean retryable, @Nullable Duration retryAfter, List<Finding> findings) {
        this(kind, message, retryable, retryAfter, findings, null);
    }

    /** An error without findings. */
    public StepError(ErrorKind kind, String message, boolean retryable, @Nullable Duration retryAfter) {
        this(kind, message, retryable, retryAfter, List.of(), null);
    }

    /** Reads an error, whose findings may be left out. */
    @JsonCreator
    static StepError of(
            @JsonProperty("kind") ErrorKind kind,
            @JsonProperty("message") String message,
            @JsonProperty("retryable") boolean retryable,
            @JsonProperty("retryAfterMs") @Nullable Duration retryAfter,
            @JsonProperty("findings") @Nullable List<Finding> findings,
            @JsonProperty("tokens") @Nullable TokenUsage tokens) {
        return new StepError(kind, message, retryable, retryAfter, findings == null ? List.of() : findings, tokens);
    }

    /** An error of that kind, retryable as the kind is. */
    public static StepError of(ErrorKind kind, String message) {
        return new StepError(kind, message, kind.isRetryable(), null);
    }

    /** The same error of an attempt for which a model read and wrote that much; null if that is not known. */
    public StepError withTokens(@Nullable TokenUsage used) {
        return new StepError(kind, message, retryable, retryAfter, findings, used);
    }
}
