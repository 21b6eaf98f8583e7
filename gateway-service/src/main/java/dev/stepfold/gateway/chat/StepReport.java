package dev.stepfold.gateway.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Optional;

/** How far a step of the current run is, for clients that show it as one item that is replaced. */
public final class StepReport {
    private StepReport() {}

    /** {@code {step, status, message, attempt}}; empty before the step begins. */
    public static Optional<ObjectNode> of(DocumentState state, StepId step) {
        String message = state.stepMessages().get(step);
        if (message == null || state.runId() == null) {
            return Optional.empty();
        }
        ObjectNode report = ContractMapper.mapper()
                .createObjectNode()
                .put("step", step.wireName())
                .put("status", state.progressOf(step).wireName())
                .put("message", message);
        if (state.stepAttempts().containsKey(step)) {
            report.set(
                    "attempt",
                    ContractMapper.mapper().valueToTree(state.stepAttempts().get(step)));
        }
        return Optional.of(report);
    }
}
