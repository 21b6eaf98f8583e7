package dev.stepfold.schemas.random;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.event.StepResult;
import java.util.ArrayList;
import java.util.List;

/** Draws events of every kind, in no order that makes sense. */
public final class RandomEvents {
    private static final int MAX_ATTEMPTS = 4;

    private final RandomValues random;

    public RandomEvents(RandomValues random) {
        this.random = random;
    }

    /** Up to {@code count} events of one document, with rising sequences and gaps between some. */
    public List<RecordedEvent> arbitraryHistory(int count) {
        List<DocumentEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event());
        }
        return recorded(events);
    }

    /** The events at rising sequences; a gap is where a fenced write stands. */
    List<RecordedEvent> recorded(List<DocumentEvent> events) {
        List<RecordedEvent> recorded = new ArrayList<>();
        var documentId = random.documentId();
        var runId = random.runId();
        long sequence = random.upTo(1);
        for (DocumentEvent event : events) {
            if (event instanceof AgentRun.Started || event instanceof AgentRun.Restarted) {
                runId = random.runId();
            }
            recorded.add(new RecordedEvent(documentId, runId, sequence, random.instant(), event));
            sequence += random.chance(0.1) ? 2 : 1;
        }
        return recorded;
    }

    DocumentEvent event() {
        return event(random.oneOf(EventType.values()), random.step());
    }

    DocumentEvent event(EventType type, StepId step) {
        int attempt = 1 + random.upTo(MAX_ATTEMPTS - 1);
        return switch (type) {
            case RUN_STARTED ->
                new AgentRun.Started(
                        random.commandId(),
                        random.owner(),
                        random.words(),
                        random.options(),
                        random.maybe(random::agent));
            case RUN_COMPLETED ->
                new AgentRun.Completed(random.duration(), random.maybe(random::quality), random.some(random::insight));
            case RUN_FAILED -> new AgentRun.Failed(random.duration(), random.runError(random.maybe(() -> step)));
            case RUN_CANCELLED -> new AgentRun.Cancelled(random.commandId());
            case RUN_PAUSED -> new AgentRun.Paused(random.commandId());
            case RUN_RESUMED -> new AgentRun.Resumed(random.commandId());
            case RUN_RESTARTED -> new AgentRun.Restarted(random.commandId(), step, random.maybe(random::object));
            case STEP_PROCESSING ->
                new AgentStep.Processing(
                        step,
                        random.text(),
                        attempt,
                        MAX_ATTEMPTS,
                        attempt % 2 == 0 ? null : attempt,
                        attempt % 3 == 0 ? true : null,
                        random.maybe(random::words));
            case STEP_RETRYING -> retrying(step, attempt);
            case STEP_COMPLETE -> new AgentStep.Complete(step, random.text(), attempt, MAX_ATTEMPTS, random.duration());
            case STEP_FAILED -> new AgentStep.Failed(step, random.text(), attempt, MAX_ATTEMPTS, random.stepError());
            case STEP_SKIPPED -> new AgentStep.Skipped(step, random.words());
            case STEP_RESULT ->
                new StepResult(
                        step,
                        random.object(),
                        random.words(),
                        random.metrics(),
                        random.some(() -> random.finding(step)));
            case DATA_PARTIAL -> new AgentData.Partial(random.agent());
            case DATA_FINAL -> new AgentData.Final(random.agent());
            case COMMAND_REJECTED ->
                new CommandRejected(random.commandId(), random.oneOf(RejectionCode.values()), random.words());
            case DOCUMENT_ARCHIVED -> new DocumentArchive.Archived(random.commandId());
            case DOCUMENT_RESTORED -> new DocumentArchive.Restored(random.commandId());
        };
    }

    DocumentEvent processing(StepId step, int attempt) {
        return new AgentStep.Processing(step, random.text(), attempt, MAX_ATTEMPTS);
    }

    DocumentEvent retrying(StepId step, int attempt) {
        return new AgentStep.Retrying(step, random.text(), attempt, MAX_ATTEMPTS, random.stepError(), random.instant());
    }
}
