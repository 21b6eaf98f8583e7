package dev.stepfold.generation.builtin;

import dev.stepfold.schemas.agent.Agent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request.
 *
 * @param before the agent that was changed; null for a new one
 * @param built what was built; null if the request was refused
 * @param refusal why it was refused; empty if it was not
 */
record Outcome(@Nullable Agent before, @Nullable Built built, String refusal) {
    /** What was said of what is open, or why it was refused. */
    List<String> said() {
        return built == null ? List.of(refusal) : built.understanding().ambiguities();
    }
}
