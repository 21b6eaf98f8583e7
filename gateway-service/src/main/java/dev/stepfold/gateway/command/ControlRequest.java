package dev.stepfold.gateway.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person asks of a run that exists. */
public sealed interface ControlRequest {
    /** The run that is meant; null for whichever the document is in. */
    @Nullable RunId runId();

    /** What the call is named; part of the ids that an {@code Idempotency-Key} leads to, so it never changes. */
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

    /** Rest after the step in flight. */
    record Pause(@Nullable RunId runId) implements ControlRequest {}

    /** Go on with a paused run. */
    record Resume(@Nullable RunId runId) implements ControlRequest {}

    /** Go on with a failed run. */
    record Retry(@Nullable RunId runId) implements ControlRequest {}

    /**
     * Make a step and those after it again.
     *
     * @param step the first step to make again
     * @param input edited input for that step; null to use what it had
     */
    record Restart(
            @Nullable RunId runId, StepId step, @Nullable ObjectNode input) implements ControlRequest {}

    /**
     * Reads the body of {@code POST /api/documents/{id}/restart}.
     *
     * @throws ProblemException when anything about it is not as it should be
     */
    static Restart restart(byte[] body) {
        JsonBody json = JsonBody.parse(body, Set.of("runId", "step", "input"));
        StepId step = json.text("step", StepId::of)
                .orElseThrow(() -> ProblemException.ofField(
                        ProblemCode.INVALID_REQUEST, "step", "step must name the first step to make again."));
        return new Restart(
                runId(json),
                step,
                json.object("input", ProblemCode.INVALID_REQUEST).orElse(null));
    }

    /**
     * Reads the body of the other control calls, which may be left out.
     *
     * @return the run that is meant, or null
     * @throws ProblemException when anything about it is not as it should be
     */
    static @Nullable RunId runIdOnly(byte[] body) {
        return runId(JsonBody.parseOptional(body, Set.of("runId")));
    }

    private static @Nullable RunId runId(JsonBody json) {
        return json.text("runId", RunId::new).orElse(null);
    }
}
