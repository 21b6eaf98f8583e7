package dev.stepfold.projection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A document's events, told one after the other. */
public final class EventStory {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final RunId RUN = new RunId("run-1");
    private static final int ATTEMPTS_MAX = 4;

    private final DocumentId documentId;
    private final List<RecordedEvent> events = new ArrayList<>();

    private final Duration later;

    private EventStory(DocumentId documentId, Duration later) {
        this.documentId = documentId;
        this.later = later;
    }

    /** A document without events. */
    public static EventStory of(String documentId) {
        return new EventStory(new DocumentId(documentId), Duration.ZERO);
    }

    /** The same events up to a sequence, after which it goes on an hour later: what comes when the rest was lost. */
    public EventStory cutAfter(int sequence) {
        EventStory cut = new EventStory(documentId, later.plusHours(1));
        cut.events.addAll(events.subList(0, sequence + 1));
        return cut;
    }

    /** As records of the document's topic and of the feed, each with a link to the one before it. */
    public List<EncodedEvent> records() {
        return EncodedEvent.linked(ChainHash.START, events);
    }

    public EventStory started(String request) {
        return then(new AgentRun.Started(new CommandId("command-1"), Owner.LOCAL, request, RunOptions.DEFAULT, null));
    }

    public EventStory processing(StepId step) {
        return then(new AgentStep.Processing(step, "Working on " + step, 1, ATTEMPTS_MAX));
    }

    public EventStory retrying(StepId step) {
        StepError error = StepError.of(ErrorKind.TRANSIENT, "connection reset");
        return then(new AgentStep.Retrying(step, "Once more", 1, ATTEMPTS_MAX, error, START));
    }

    public EventStory completed(StepId step, String summary) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("of", step.wireName());
        then(new StepResult(
                step, result, summary, new ResultMetrics(Duration.ofMillis(12), "built-in", null), List.of()));
        return then(new AgentStep.Complete(step, summary, 1, ATTEMPTS_MAX, Duration.ofMillis(12)));
    }

    public EventStory skipped(StepId step) {
        return then(new AgentStep.Skipped(step, "Not asked for"));
    }

    public EventStory runCompleted() {
        return then(new AgentRun.Completed(Duration.ofSeconds(3), null, List.of()));
    }

    public EventStory runFailed(@Nullable StepId step) {
        return then(new AgentRun.Failed(
                Duration.ofSeconds(3),
                new RunError(step, ErrorKind.PERMANENT, "no key", false, 1, ATTEMPTS_MAX, List.of("retry"))));
    }

    public EventStory then(DocumentEvent event) {
        int sequence = events.size();
        events.add(
                new RecordedEvent(documentId, RUN, sequence, START.plus(later).plusSeconds(sequence), event));
        return this;
    }

    /** Six steps, all of them needed. */
    public EventStory wholeRun(String request) {
        started(request);
        for (StepId step : StepId.values()) {
            processing(step).completed(step, "Done: " + step);
        }
        return runCompleted();
    }

    public DocumentId documentId() {
        return documentId;
    }

    public List<RecordedEvent> events() {
        return List.copyOf(events);
    }

    public RecordedEvent event(int sequence) {
        return events.get(sequence);
    }
}
