package dev.stepfold.gateway.agui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.chat.FollowedState;
import dev.stepfold.gateway.chat.StepReport;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.ResetReason;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client of AG-UI 1.0 is told, from a stream that begins with a snapshot and ends when the run is at rest. One stream
 * is one run of that protocol, whichever of the document's runs it shows.
 *
 * <pre>
 *   first snapshot   RUN_STARTED, STATE_SNAPSHOT, ACTIVITY_SNAPSHOT of each step that has begun, STEP_STARTED of the open one
 *   event            STATE_DELTA (RFC 6902), ACTIVITY_SNAPSHOT of a step that changed, STEP_FINISHED, STEP_STARTED
 *   later snapshot   STATE_SNAPSHOT and what an event has
 *   at rest          STEP_FINISHED, then RUN_FINISHED, or RUN_ERROR if the run failed
 *   other end        RUN_ERROR, whose code says that the stream ended and not the run
 * </pre>
 *
 * <p>Rules of the client ({@code @ag-ui/client} 1.0.0): the first event is RUN_STARTED or RUN_ERROR; a step is started once
 * before it is finished, and finished before RUN_FINISHED; nothing follows RUN_ERROR; a delta that does not apply is dropped
 * without an error.
 */
public final class AgUiEvents {
    static final String PROTOCOL_VERSION = "1.0";
    private static final String ACTIVITY_TYPE = "stepfold.step";

    private final String threadId;
    private final String runId;
    private final FollowedState followed = new FollowedState();
    private @Nullable JsonNode known;
    private @Nullable StepId open;

    /**
     * @param threadId the client's name for the conversation
     * @param runId the client's name for this exchange
     */
    public AgUiEvents(String threadId, String runId) {
        this.threadId = threadId;
        this.runId = runId;
    }

    /** The events that {@code next} becomes; often several, or none. */
    public List<ObjectNode> of(Next next) {
        Optional<DocumentState> before = followed.current();
        Optional<DocumentState> after = followed.follow(next);
        return switch (next) {
            case Next.Snapshot _, Next.Event _ ->
                after.map(state -> changed(before, state, next instanceof Next.Snapshot))
                        .orElse(List.of());
            case Next.Reset(var reason) -> reason == ResetReason.ERASED ? List.of() : List.of(reset(reason));
            case Next.Heartbeat _, Next.Expired _ -> List.of();
            case Next.End(var reason) -> end(reason);
        };
    }

    private List<ObjectNode> changed(Optional<DocumentState> before, DocumentState after, boolean whole) {
        List<ObjectNode> events = new ArrayList<>();
        if (before.isEmpty()) {
            events.add(ofRun("RUN_STARTED").put("protocolVersion", PROTOCOL_VERSION));
        }
        state(after, whole).ifPresent(events::add);
        for (StepId step : StepId.values()) {
            Optional<ObjectNode> activity = activity(after, step);
            if (!activity.equals(before.flatMap(state -> activity(state, step)))) {
                activity.ifPresent(events::add);
            }
        }
        moveTo(openStep(after), events);
        return events;
    }

    /** The whole state, or what is new in it; a difference that is longer than the state is not sent. */
    private Optional<ObjectNode> state(DocumentState state, boolean whole) {
        byte[] json = JsonCodec.STATES.encode(state);
        JsonNode after = FollowedState.tree(json);
        JsonNode before = known;
        known = after;
        if (!whole) {
            JsonNode delta = StatePatch.between(Objects.requireNonNull(before), after);
            if (delta.isEmpty()) {
                return Optional.empty();
            }
            if (delta.toString().length() < json.length) {
                return Optional.of(event("STATE_DELTA").set("delta", delta));
            }
        }
        return Optional.of(event("STATE_SNAPSHOT").set("snapshot", after));
    }

    private void moveTo(@Nullable StepId step, List<ObjectNode> events) {
        if (open == step) {
            return;
        }
        if (open != null) {
            events.add(event("STEP_FINISHED").put("stepName", open.wireName()));
        }
        if (step != null) {
            events.add(event("STEP_STARTED").put("stepName", step.wireName()));
        }
        open = step;
    }

    private static @Nullable StepId openStep(DocumentState state) {
        StepId step = state.currentStep();
        boolean over = state.status().isAtRest() && state.status() != RunStatus.PAUSED;
        if (step == null || over) {
            return null;
        }
        return switch (state.progressOf(step)) {
            case PROCESSING, RETRYING -> step;
            case PENDING, COMPLETE, FAILED, SKIPPED -> null;
        };
    }

    /** How far a step of the current run is, as one message that is replaced; empty before it begins. */
    private static Optional<ObjectNode> activity(DocumentState state, StepId step) {
        return StepReport.of(state, step).map(report -> {
            ObjectNode activity = event("ACTIVITY_SNAPSHOT")
                    .put("messageId", state.runId() + "-" + step.wireName())
                    .put("activityType", ACTIVITY_TYPE);
            return activity.set("content", report);
        });
    }

    private static ObjectNode reset(ResetReason reason) {
        ObjectNode value = ContractMapper.mapper()
                .createObjectNode()
                .put("reason", reason.code())
                .put("message", reason.message());
        return event("CUSTOM").put("name", "stepfold.reset").set("value", value);
    }

    private List<ObjectNode> end(EndReason reason) {
        return switch (reason) {
            case AT_REST -> atRest(followed.current().orElseThrow());
            case ERASED -> List.of(error(ResetReason.ERASED.code(), ResetReason.ERASED.message()));
            case EXPIRED ->
                List.of(error(
                        "token-expired", "The token has expired. Run again with a new one to attach to the run."));
            case CLOSED ->
                List.of(error("stream-closed", "The stream ended before the run. Run again to attach to it."));
            case LOG_UNAVAILABLE ->
                List.of(error(
                        ProblemCode.KAFKA_UNAVAILABLE.code(),
                        "The stream ended before the run: Kafka does not answer. Run again to attach to it."));
        };
    }

    private List<ObjectNode> atRest(DocumentState state) {
        List<ObjectNode> events = new ArrayList<>();
        moveTo(null, events);
        events.add(
                switch (state.status()) {
                    case FAILED -> failed(Objects.requireNonNull(state.error()));
                    case CANCELLED -> finished(outcome("cancelled"));
                    case PAUSED -> finished(paused(state));
                    case COMPLETED, PENDING, RUNNING -> completed(state);
                });
        return events;
    }

    private static ObjectNode failed(RunError error) {
        return error(error.kind().wireName(), error.message());
    }

    private ObjectNode completed(DocumentState state) {
        ObjectNode result = ContractMapper.mapper()
                .createObjectNode()
                .put("documentId", state.documentId().value())
                .put("runId", String.valueOf(state.runId()))
                .put("sequence", state.sequence());
        ObjectNode finished = finished(outcome("success"));
        return finished.set("result", result);
    }

    /** A paused run goes on by an answer to this interrupt, whose id is the run's. */
    private static ObjectNode paused(DocumentState state) {
        ObjectNode outcome = outcome("interrupt");
        outcome.putArray("interrupts")
                .addObject()
                .put("id", String.valueOf(state.runId()))
                .put("reason", "paused")
                .put("message", "The run is paused.");
        return outcome;
    }

    private ObjectNode finished(ObjectNode outcome) {
        return ofRun("RUN_FINISHED").set("outcome", outcome);
    }

    private static ObjectNode outcome(String type) {
        return ContractMapper.mapper().createObjectNode().put("type", type);
    }

    private ObjectNode ofRun(String type) {
        return event(type).put("threadId", threadId).put("runId", runId);
    }

    private static ObjectNode error(String code, String message) {
        return event("RUN_ERROR").put("code", code).put("message", message);
    }

    private static ObjectNode event(String type) {
        return ContractMapper.mapper().createObjectNode().put("type", type);
    }
}
