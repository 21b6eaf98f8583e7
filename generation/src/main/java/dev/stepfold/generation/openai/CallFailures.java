package dev.stepfold.generation.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.stepfold.generation.step.PlainText;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the failure of a call means for the attempt. */
final class CallFailures {
    /** How much text of a server or a model goes into the history, in characters. */
    static final int EXCERPT_CHARS_MAX = 300;

    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;

    private static final int SERVER_ERROR = 500;

    private final StepId step;
    private final OpenAiSettings settings;

    CallFailures(StepId step, OpenAiSettings settings) {
        this.step = step;
        this.settings = settings;
    }

    /**
     * The error to record, with nothing in it that must stay secret.
     *
     * @param thrown by the library, which may wrap the cause
     */
    StepError of(RuntimeException thrown) {
        Optional<HttpRefusal> refusal = cause(thrown, HttpRefusal.class);
        if (refusal.isPresent()) {
            return ofRefusal(refusal.get());
        }
        Optional<BrokenOffException> brokenOff = cause(thrown, BrokenOffException.class);
        if (brokenOff.isPresent()) {
            return StepError.of(
                    brokenOff.get().kind(),
                    "The model's server broke off its answer: "
                            + excerpt(brokenOff.get().said()));
        }
        Optional<UnusableCompletionException> unusable = cause(thrown, UnusableCompletionException.class);
        if (unusable.isPresent()) {
            return ofUnusable(unusable.get());
        }
        Optional<ContentFilteredException> filtered = cause(thrown, ContentFilteredException.class);
        if (filtered.isPresent()) {
            return StepError.of(
                    ErrorKind.PERMANENT,
                    "The model refused: " + excerpt(filtered.get().getMessage()));
        }
        if (cause(thrown, TimeoutException.class).isPresent()) {
            return StepError.of(
                    ErrorKind.TIMEOUT,
                    "The model did not answer within " + settings.callTimeout().toSeconds() + " s");
        }
        if (cause(thrown, UnresolvedModelServerException.class).isPresent()) {
            return StepError.of(ErrorKind.TRANSIENT, "The host name of the model's server cannot be resolved")
                    .withTokens(TokenUsage.NONE);
        }
        Optional<IOException> broken =
                cause(thrown, IOException.class).filter(e -> !(e instanceof JsonProcessingException));
        if (broken.isPresent()) {
            StepError error = StepError.of(
                    ErrorKind.TRANSIENT,
                    "The connection to the model's server failed: "
                            + excerpt(broken.get().getClass().getSimpleName()
                                    + ' '
                                    + broken.get().getMessage()));
            boolean isUnasked =
                    broken.get() instanceof ConnectException || broken.get() instanceof HttpConnectTimeoutException;
            return isUnasked ? error.withTokens(TokenUsage.NONE) : error;
        }
        return StepError.of(
                ErrorKind.INVALID_OUTPUT, "The model's server returned something that is not a model's answer");
    }

    /** A text from others, in one line, shortened, and without the key. */
    String excerpt(@Nullable String text) {
        String line = PlainText.line(settings.scrub(text == null ? "" : text));
        return line.codePointCount(0, line.length()) <= EXCERPT_CHARS_MAX
                ? line
                : line.substring(0, line.offsetByCodePoints(0, EXCERPT_CHARS_MAX)) + "…";
    }

    private StepError ofRefusal(HttpRefusal refusal) {
        ErrorKind kind = kindOf(refusal.statusCode());
        String said = excerpt(message(refusal.body()));
        // A server that refuses a request has not asked the model.
        return new StepError(
                        kind,
                        "The model's server answered " + refusal.statusCode() + (said.isEmpty() ? "" : ": " + said),
                        kind.isRetryable(),
                        kind.isRetryable() ? refusal.retryAfter() : null)
                .withTokens(isUnasked(refusal.statusCode()) ? TokenUsage.NONE : null);
    }

    private static boolean isUnasked(int status) {
        return status < SERVER_ERROR && status != REQUEST_TIMEOUT;
    }

    private StepError ofUnusable(UnusableCompletionException unusable) {
        String said = excerpt(unusable.said());
        String message = unusable.getMessage() + (said.isEmpty() ? "" : ": " + said);
        List<Finding> findings = unusable.kind() == ErrorKind.INVALID_OUTPUT
                ? List.of(new Finding(step, Finding.Severity.ERROR, unusable.code(), message, null))
                : List.of();
        return new StepError(
                unusable.kind(), message, unusable.kind().isRetryable(), null, findings, unusable.tokens());
    }

    /** The kind of error that an unsuccessful status means. */
    static ErrorKind kindOf(int status) {
        if (status == TOO_MANY_REQUESTS) {
            return ErrorKind.RATE_LIMITED;
        }
        return status >= 500 || status == REQUEST_TIMEOUT ? ErrorKind.TRANSIENT : ErrorKind.PERMANENT;
    }

    /** The message of an error in OpenAI's form, or else the whole body. */
    private static String message(String body) {
        try {
            JsonNode message =
                    ContractMapper.mapper().readTree(body).path("error").path("message");
            return message.isTextual() ? message.textValue() : body;
        } catch (JsonProcessingException _) {
            return body;
        }
    }

    /** What the server said of a request that it does not take: with a status, or in the place of an answer. */
    static Optional<String> badRequest(RuntimeException thrown) {
        return cause(thrown, HttpRefusal.class)
                .filter(refusal -> refusal.statusCode() == BAD_REQUEST || refusal.statusCode() == UNPROCESSABLE)
                .map(HttpRefusal::body)
                .or(() -> cause(thrown, BrokenOffException.class)
                        .filter(brokenOff -> brokenOff.kind() == ErrorKind.PERMANENT)
                        .map(BrokenOffException::said));
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> type) {
        return Stream.<Throwable>iterate(thrown, e -> e != null, Throwable::getCause)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }
}
