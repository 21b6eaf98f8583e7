package dev.stepfold.gateway.problem;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that cannot be answered as asked. Carries no stack trace: it is an answer, not a defect. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final String detail;
    private final @Nullable String field;
    private final @Nullable Duration retryAfter;

    private ProblemException(ProblemCode code, String detail, @Nullable String field, @Nullable Duration retryAfter) {
        super(code.code() + ": " + detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    /** A problem with the request as a whole. */
    public static ProblemException of(ProblemCode code, String detail) {
        return new ProblemException(code, detail, null, null);
    }

    /** A problem with one field of the body, or one parameter or header; {@code field} is its dotted path. */
    public static ProblemException ofField(ProblemCode code, String field, String detail) {
        return new ProblemException(code, detail, field, null);
    }

    /** A temporary problem. */
    public static ProblemException passing(ProblemCode code, String detail, Duration retryAfter) {
        return new ProblemException(code, detail, null, retryAfter);
    }

    /** There is no such document, or none that the caller may see: the answer is the same for both. */
    public static ProblemException documentNotFound() {
        return of(ProblemCode.DOCUMENT_NOT_FOUND, "There is no document of that id.");
    }

    /** What is wrong, for programs. */
    public ProblemCode code() {
        return code;
    }

    /** What is wrong this time, for a person. */
    public String detail() {
        return detail;
    }

    /** The field, if the problem concerns one. */
    public Optional<String> field() {
        return Optional.ofNullable(field);
    }

    /** When to retry, if that can help. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
