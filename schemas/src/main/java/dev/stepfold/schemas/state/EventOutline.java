package dev.stepfold.schemas.state;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import java.util.List;
import java.util.Optional;

/**
 * What a state keeps of an event in its history: all of it, except a part that can be large and that the state holds
 * elsewhere as long as it matters: a result, an agent, an edited input.
 */
public sealed interface EventOutline {
    /** The name of the part that is left out; empty if the event is whole. */
    default Optional<String> omits() {
        return switch (this) {
            case Whole _ -> Optional.empty();
            case Started _ -> Optional.of("existingAgent");
            case Restarted _ -> Optional.of("input");
            case Result _ -> Optional.of("result");
            case PartialAgent _, FinalAgent _ -> Optional.of("agent");
        };
    }

    /** The command that the event answers, if any. */
    default Optional<CommandId> answeredCommand() {
        return switch (this) {
            case Whole(DocumentEvent event) -> event.answeredCommand();
            case Started started -> Optional.of(started.commandId());
            case Restarted restarted -> Optional.of(restarted.commandId());
            case Result _, PartialAgent _, FinalAgent _ -> Optional.empty();
        };
    }

    /** What is kept of {@code event}. */
    static EventOutline of(DocumentEvent event) {
        return switch (event) {
            case AgentRun.Started started
            when started.existingAgent() != null ->
                new Started(started.commandId(), started.owner(), started.request(), started.options());
            case AgentRun.Restarted restarted
            when restarted.input() != null -> new Restarted(restarted.commandId(), restarted.fromStep());
            case StepResult result -> new Result(result.step(), result.summary(), result.metrics(), result.findings());
            case AgentData.Partial _ -> new PartialAgent();
            case AgentData.Final _ -> new FinalAgent();
            default -> new Whole(event);
        };
    }

    /** An event without a large part. */
    record Whole(DocumentEvent event) implements EventOutline {}

    /** A {@link AgentRun.Started} without the agent that the caller sent. */
    record Started(CommandId commandId, Owner owner, String request, RunOptions options) implements EventOutline {
        public Started {
            Checks.notBlank("request", request);
            Checks.lengthAtMost(Command.REQUEST_LENGTH_MAX, "request", request);
        }
    }

    /** A {@link AgentRun.Restarted} without the edited input. */
    record Restarted(CommandId commandId, StepId fromStep) implements EventOutline {}

    /** A {@link StepResult} without the result. */
    record Result(StepId step, String summary, ResultMetrics metrics, List<Finding> findings) implements EventOutline {
        public Result {
            Checks.notBlank("summary", summary);
            findings = List.copyOf(findings);
        }
    }

    /** A {@link AgentData.Partial} without the agent. */
    record PartialAgent() implements EventOutline {}

    /** A {@link AgentData.Final} without the agent. */
    record FinalAgent() implements EventOutline {}
}
