package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something happened to a run as a whole. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AgentRun extends DocumentEvent {
    /**
     * A run began.
     *
     * @param commandId the command that requested it
     * @param owner whom the document belongs to
     * @param request the request in plain words
     * @param options what the caller chose
     * @param existingAgent the agent that the run changes, if the caller sent one
     */
    record Started(
            CommandId commandId,
            Owner owner,
            String request,
            RunOptions options,
            @Nullable Agent existingAgent) implements AgentRun {
        public Started {
            Checks.notBlank("request", request);
            Checks.lengthAtMost(Command.REQUEST_LENGTH_MAX, "request", request);
        }
    }

    /**
     * Every step is complete or skipped.
     *
     * @param duration from the run's start to now
     * @param quality the finished agent's scores; null in runs of earlier versions
     * @param insights suggestions; empty if insights are off
     */
    record Completed(
            @JsonProperty("durationMs") Duration duration,
            @Nullable Quality quality,
            List<Insight> insights) implements AgentRun {
        public Completed {
            duration = Checks.wholeMillis(0, "durationMs", duration);
            insights = List.copyOf(insights);
        }
    }

    /**
     * The run cannot continue by itself.
     *
     * @param duration from the run's start to now
     * @param error why, and what a person can do
     */
    record Failed(@JsonProperty("durationMs") Duration duration, RunError error) implements AgentRun {
        public Failed {
            duration = Checks.wholeMillis(0, "durationMs", duration);
        }
    }

    /**
     * A person ended the run.
     *
     * @param commandId the command that requested it
     */
    record Cancelled(CommandId commandId) implements AgentRun {}

    /**
     * A person paused the run; a step in flight is still finished. The run's deadline is held.
     *
     * @param commandId the command that requested it
     */
    record Paused(CommandId commandId) implements AgentRun {}

    /**
     * A paused run continues, or a failed one is retried from the step that failed. The deadline of a paused run goes on;
     * a retried one has its whole deadline again.
     *
     * @param commandId the command that requested it
     */
    record Resumed(CommandId commandId) implements AgentRun {}

    /**
     * A new run keeps the results of the steps before one step and repeats the other steps.
     *
     * @param commandId the command that requested it
     * @param fromStep the first step that is repeated
     * @param input edited input for that step; null to keep its input, edited or not
     */
    record Restarted(
            CommandId commandId, StepId fromStep, @Nullable ObjectNode input) implements AgentRun {
        public Restarted {
            if (input != null) {
                JsonValues.check("input", input);
            }
        }
    }
}
