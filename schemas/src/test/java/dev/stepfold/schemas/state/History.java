package dev.stepfold.schemas.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.event.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history in the words of the tests, one second between events. */
final class History {
    static final DocumentId DOCUMENT = new DocumentId("doc-1");
    static final CommandId COMMAND = new CommandId("c-1");
    static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
    static final TokenUsage TOKENS = new TokenUsage(1200, 3400);
    static final StepError OVERLOADED = StepError.of(ErrorKind.TRANSIENT, "The model is overloaded.");
    static final Agent AGENT = new Agent("Task management", "", List.of(), List.of(), "", List.of(), List.of(), null);

    private final List<RecordedEvent> events = new ArrayList<>();
    private RunId runId = new RunId("run-0");

    History add(DocumentEvent event) {
        long sequence = events.size();
        events.add(new RecordedEvent(DOCUMENT, runId, sequence, START.plusSeconds(sequence), event));
        return this;
    }

    History started(String run, String request) {
        runId = new RunId(run);
        return add(new AgentRun.Started(COMMAND, Owner.LOCAL, request, RunOptions.DEFAULT, null));
    }

    History restarted(String run, StepId from, @Nullable ObjectNode input) {
        runId = new RunId(run);
        return add(new AgentRun.Restarted(COMMAND, from, input));
    }

    /** A step that succeeds at once. */
    History step(StepId step) {
        return add(new AgentStep.Processing(step, "Working", 1, 4))
                .add(result(step, "made"))
                .add(new AgentStep.Complete(step, "Done: " + step, 1, 4, Duration.ofMillis(812)));
    }

    /** A step whose last attempt fails, and the run with it. */
    History fails(StepId step) {
        return add(new AgentStep.Processing(step, "Working", 4, 4))
                .add(new AgentStep.Failed(step, "Attempt 4 of 4 failed", 4, 4, OVERLOADED))
                .add(new AgentRun.Failed(Duration.ofSeconds(9), runError(step)));
    }

    List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    DocumentState fold() {
        return DocumentFold.fold(DOCUMENT, events);
    }

    static StepResult result(StepId step, String is) {
        return new StepResult(
                step,
                object(is),
                "Done: " + step,
                new ResultMetrics(Duration.ofMillis(812), "built-in", TOKENS),
                List.of(finding(step)));
    }

    static Finding finding(StepId step) {
        return new Finding(step, Finding.Severity.WARNING, "no-index", "A key has no index.", "/models/0");
    }

    static RunError runError(StepId step) {
        return new RunError(
                step, ErrorKind.TRANSIENT, "The model is overloaded.", true, 4, 4, List.of("retry", "restart"));
    }

    static ObjectNode object(String is) {
        return JsonNodeFactory.instance.objectNode().put("is", is);
    }
}
