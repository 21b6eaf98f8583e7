package dev.stepfold.orchestrator.step;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import java.util.List;
import java.util.stream.Collectors;

/** An attempt of a step failed. */
public final class StepFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** How many findings the message names; it says how many more there are. */
    private static final int NAMED_MAX = 5;

    private final transient StepError error;
    private final transient List<Finding> findings;

    /**
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(StepError error) {
        this(error, List.of());
    }

    private StepFailure(StepError error, List<Finding> findings) {
        super(error.message());
        if (error.kind() == ErrorKind.CANCELLED) {
            throw new IllegalArgumentException("a step cannot cancel its run");
        }
        this.error = error;
        this.findings = List.copyOf(findings);
    }

    /** The result cannot be used because of {@code errors}, at least one; the message names them. */
    public static StepFailure invalidOutput(List<Finding> errors) {
        String named = errors.stream()
                .limit(NAMED_MAX)
                .map(finding -> finding.code() + (finding.path() == null ? "" : " at " + finding.path()) + ": "
                        + finding.message())
                .collect(Collectors.joining("; "));
        int more = errors.size() - NAMED_MAX;
        return new StepFailure(
                StepError.of(
                        ErrorKind.INVALID_OUTPUT,
                        "The result is not valid: " + named + (more > 0 ? "; and " + more + " more" : "")),
                errors);
    }

    /**
     * An error that is retryable as its kind is.
     *
     * @throws IllegalArgumentException when the kind is {@link ErrorKind#CANCELLED}: only a person's command cancels
     */
    public StepFailure(ErrorKind kind, String message) {
        this(StepError.of(kind, message));
    }

    /** What validation found, where that is why the attempt failed; otherwise empty. */
    public List<Finding> findings() {
        return findings;
    }

    /** Why, as it goes into the history. */
    public StepError error() {
        return error;
    }
}
