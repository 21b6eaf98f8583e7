package dev.stepfold.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A control action that a caller requests on an existing run. */
public sealed interface ControlRequest {
    /** The run that is meant; null for the document's current run. */
    @Nullable RunId runId();

    /** The name of the call. The ids derived from an {@code Idempotency-Key} depend on it, so it never changes. */
    default String name() {
        return switch (this) {
            case Cancel _ -> "cancel";
            case Pause _ -> "pause";
            case Resume _ -> "resume";
            case Retry _ -> "retry";
            case Restart _ -> "restart";
        };
    }

    /** End the run now. */
    record Cancel(@Nullable RunId runId) implements ControlRequest {}

    /** Pause after the step in progress. */
    record Pause(@Nullable RunId runId) implements ControlRequest {}

    /** Continue a paused run. */
    record Resume(@Nullable RunId runId) implements ControlRequest {}

    /** Continue a failed run. */
    record Retry(@Nullable RunId runId) implements ControlRequest {}

    /**
     * Run a step and those after it again.
     *
     * @param step the first step to run again
     * @param input edited input for that step; null to use its previous input
     */
    record Restart(
            @Nullable RunId runId, StepId step, @Nullable ObjectNode input) implements ControlRequest {}

    /**
     * Reads the body of {@code POST /api/documents/{id}/restart}.
     *
     * @throws ProblemException if the body is invalid
     */
    static Restart restart(byte[] body) {
        JsonBody json = JsonBody.parse(body, Set.of("runId", "step", "input"));
        StepId step = json.text("step", StepId::of)
                .orElseThrow(() -> ProblemException.ofField(
                        ProblemCode.INVALID_REQUEST, "step", "step must name the first step to run again."));
        return new Restart(
                runId(json),
                step,
                json.object("input", ProblemCode.INVALID_REQUEST).orElse(null));
    }

    /**
     * Reads the body of the other control calls, which may be empty.
     *
     * @return the run that is meant, or null
     * @throws ProblemException if the body is invalid
     */
    static @Nullable RunId runIdOnly(byte[] body) {
        return runId(JsonBody.parseOptional(body, Set.of("runId")));
    }

    private static @Nullable RunId runId(JsonBody json) {
        return json.text("runId", RunId::new).orElse(null);
    }
}
