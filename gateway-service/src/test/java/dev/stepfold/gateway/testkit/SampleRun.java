package dev.stepfold.gateway.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events of a run, as an orchestrator would write them: {@code started}, three for each step, {@code completed}. */
public final class SampleRun {
    public static final Instant START = Instant.parse("2026-01-01T12:00:00Z");
    public static final Duration RECREATED_AFTER = Duration.ofHours(2);
    public static final RunId RUN = new RunId("run-1");
    public static final CommandId COMMAND = new CommandId("command-1");

    private SampleRun() {}

    /** {@code started}. */
    public static DocumentEvent started() {
        return startedFor(Owner.LOCAL);
    }

    /** {@code started}, of a document that belongs to {@code owner}. */
    public static DocumentEvent startedFor(Owner owner) {
        return new AgentRun.Started(COMMAND, owner, "Create a task management system", RunOptions.DEFAULT, null);
    }

    /** A whole run: 20 events. */
    public static List<DocumentEvent> complete() {
        List<DocumentEvent> events = new ArrayList<>();
        events.add(started());
        for (StepId step : StepId.values()) {
            events.addAll(step(step));
        }
        events.add(completed());
        return events;
    }

    /** The three events of a step that succeeds. */
    public static List<DocumentEvent> step(StepId step) {
        ObjectNode result = ContractMapper.mapper().createObjectNode().put("text", "line one\nline two\r\nend");
        return List.of(
                processing(step, "Working"),
                new StepResult(
                        step,
                        result,
                        "Done: 1 thing",
                        new ResultMetrics(Duration.ofMillis(5), "test", null),
                        List.of()),
                new AgentStep.Complete(step, "Done: 1 thing", 1, 4, Duration.ofMillis(5)));
    }

    public static DocumentEvent processing(StepId step, String message) {
        return new AgentStep.Processing(step, message, 1, 4);
    }

    public static DocumentEvent completed() {
        return new AgentRun.Completed(Duration.ofSeconds(1), null, List.of());
    }

    public static DocumentEvent failedAt(StepId step, boolean retryable) {
        return new AgentRun.Failed(
                Duration.ofSeconds(1),
                new RunError(step, ErrorKind.TRANSIENT, "it broke", retryable, 4, 4, List.of("retry")));
    }

    /** An event at its place. */
    public static RecordedEvent at(DocumentId documentId, long sequence, DocumentEvent event) {
        return new RecordedEvent(documentId, RUN, sequence, START.plusMillis(sequence), event);
    }

    /** Events at the places from {@code first}. */
    public static List<RecordedEvent> from(DocumentId documentId, long first, List<DocumentEvent> events) {
        List<RecordedEvent> recorded = new ArrayList<>();
        for (DocumentEvent event : events) {
            recorded.add(at(documentId, first + recorded.size(), event));
        }
        return recorded;
    }

    /** The same events up to a sequence, and then a step that begins two hours later: what follows if the rest was lost. */
    public static List<RecordedEvent> cutAfter(int sequence, List<RecordedEvent> events) {
        List<RecordedEvent> cut = new ArrayList<>(events.subList(0, sequence + 1));
        RecordedEvent next = at(cut.getFirst().documentId(), sequence + 1L, processing(StepId.first(), "Once more"));
        cut.addAll(recreated(List.of(next)));
        return cut;
    }

    /** The same events, as those of a document that was recreated {@link #RECREATED_AFTER} later. */
    public static List<RecordedEvent> recreated(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> new RecordedEvent(
                        event.documentId(),
                        event.runId(),
                        event.sequence(),
                        event.timestamp().plus(RECREATED_AFTER),
                        event.event()))
                .toList();
    }
}
