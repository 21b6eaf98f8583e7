package dev.stepfold.generation.step;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import java.util.List;
import java.util.stream.Collectors;

/** An attempt of a step failed. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** How many findings an error carries; those beyond are left out. */
    public static final int FINDINGS_MAX = 20;

    /** How many findings the message names; it says how many more there are. */
    private static final int NAMED_MAX = 5;

    private final transient StepError error;

    /**
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(StepError error) {
        super(error.message());
        if (error.kind() == ErrorKind.CANCELLED) {
            throw new IllegalArgumentException("a step cannot cancel its run");
        }
        this.error = error;
    }

    /**
     * An error that is retryable if its kind is.
     *
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(ErrorKind kind, String message) {
        this(StepError.of(kind, message));
    }

    /**
     * The answer was not valid; the next attempt is told the findings.
     *
     * @param findings at least one; those beyond {@link #FINDINGS_MAX} are left out
     */
    public static StepFailure invalidOutput(List<Finding> findings) {
        String named = findings.stream()
                .limit(NAMED_MAX)
                .map(finding -> finding.code() + (finding.path() == null ? "" : " at " + finding.path()) + ": "
                        + finding.message())
                .collect(Collectors.joining("; "));
        int more = findings.size() - NAMED_MAX;
        return invalidOutput(
                "The result is not valid: " + named + (more > 0 ? "; and " + more + " more" : ""), findings);
    }

    /** As {@link #invalidOutput(List)}, with the caller's message. */
    public static StepFailure invalidOutput(String message, List<Finding> findings) {
        return new StepFailure(new StepError(
                ErrorKind.INVALID_OUTPUT,
                message,
                ErrorKind.INVALID_OUTPUT.isRetryable(),
                null,
                findings.stream().limit(FINDINGS_MAX).toList()));
    }

    /** The error as it goes into the history. */
    public StepError error() {
        return error;
    }
}
