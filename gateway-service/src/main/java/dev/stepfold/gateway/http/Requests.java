package dev.stepfold.gateway.http;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import dev.stepfold.agentexport.ExportFormat;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.gateway.auth.Callers;
import dev.stepfold.gateway.command.CallerContext;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.servicehttp.RequestSpans;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads paths, headers and parameters. Each method throws a {@link ProblemException} if the value is malformed. */
final class Requests {
    /** A document's id in a path: whatever is between two slashes, so that a malformed id gets its own error. */
    static final String ID = "/{id:[^/]+}";

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7E][\\x20-\\x7E]{0,254}");
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    private static final Pattern WAIT =
            Pattern.compile("\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(;.*)?", CASE_INSENSITIVE);

    private Requests() {}

    static DocumentId documentId(String path) {
        return documentId("documentId", path);
    }

    /** @param field what the client calls the document */
    static DocumentId documentId(String field, String value) {
        if (!Identifiers.isValid(value)) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_ID, field, "An id has 1 to 64 characters of A-Z a-z 0-9 _ and -.");
        }
        return new DocumentId(value);
    }

    static CallerContext caller(HttpRequest<?> request) {
        String key = request.getHeaders().get(IDEMPOTENCY_KEY);
        if (key != null && !VISIBLE_ASCII.matcher(key).matches()) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY, IDEMPOTENCY_KEY, "A key has 1 to 255 characters of ASCII.");
        }
        Traceparent trace = RequestSpans.of(request)
                .or(() -> Traceparent.parse(request.getHeaders().get(Traceparent.HEADER)))
                .orElseGet(() -> Traceparent.random(ThreadLocalRandom.current()));
        return new CallerContext(Callers.of(request), key, trace);
    }

    /** A sequence in the query, or {@code otherwise} if it is missing. */
    static long sequence(String name, @Nullable String value, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!SEQUENCE.matcher(value).matches()) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_PARAMETER, name, name + " must be a sequence, a whole number from 0.");
        }
        return Long.parseLong(value);
    }

    /** A chain hash in the query; null if it is missing. */
    static @Nullable ChainHash chainHash(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        return ChainHash.parse(value)
                .orElseThrow(() -> ProblemException.ofField(
                        ProblemCode.INVALID_PARAMETER,
                        name,
                        name + " must be a chain hash, 64 lower-case hexadecimal digits."));
    }

    /** The format of an agent in the query; JSON if it is missing. */
    static ExportFormat exportFormat(String name, @Nullable String value) {
        if (value == null) {
            return ExportFormat.JSON;
        }
        return ExportFormat.find(value)
                .orElseThrow(() -> ProblemException.ofField(
                        ProblemCode.INVALID_PARAMETER,
                        name,
                        name + " must be one of " + String.join(", ", ExportFormat.names()) + "."));
    }

    /**
     * How long the caller prefers to wait for the outcome of a command: {@code Prefer: wait=<seconds>} (RFC 7240), at
     * most {@link CommandOutcomes#WAIT_MAX}. A preference that is not understood is ignored, as the RFC requires.
     */
    static Duration preferredWait(HttpRequest<?> request) {
        return waits(request)
                .findFirst()
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, CommandOutcomes.WAIT_MAX.toSeconds())))
                .orElse(Duration.ZERO);
    }

    /** Whether the caller would rather be refused than wait: {@code Prefer: wait=0} (RFC 7240). */
    static boolean prefersNoWait(HttpRequest<?> request) {
        return waits(request).findFirst().filter(seconds -> seconds == 0).isPresent();
    }

    private static Stream<Long> waits(HttpRequest<?> request) {
        return request.getHeaders().getAll("Prefer").stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(WAIT::matcher)
                .filter(Matcher::matches)
                .map(wait -> Long.parseLong(wait.group(1)));
    }
}
