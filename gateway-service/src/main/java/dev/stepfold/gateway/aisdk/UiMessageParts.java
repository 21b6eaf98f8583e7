package dev.stepfold.gateway.aisdk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.chat.FollowedState;
import dev.stepfold.gateway.chat.StepReport;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.ResetReason;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a chat of the AI SDK is told, from a stream that begins with a snapshot and ends when the run is at rest. The run is
 * one message of the assistant, with the run's id; a resumed stream builds the message again from its beginning.
 *
 * <pre>
 *   first state of a run   start, start-step, data-state, data-step of each step that has begun
 *   event                  data-step of a step that changed, data-state with a new agent or a run that changed;
 *                          transient data-progress while a step is processed
 *   later snapshot         data-state, data-step of each step that changed
 *   at rest                data-state, finish-step, finish, or error if the run failed
 *   other end              error: the stream ended, and not the run
 * </pre>
 *
 * <p>Rules of the client ({@code ai} 6): a part of a type that it does not know ends the stream with an error; a part with
 * the id of an earlier one of its type replaces its data; an end without {@code error} is a success.
 */
public final class UiMessageParts {
    private static final String STATE_ID = "state";

    private final FollowedState followed = new FollowedState();
    private boolean begun;
    private long toldTo = DocumentState.SEQUENCE_NONE;

    /** The parts that {@code next} becomes; often several, or none. */
    public List<ObjectNode> of(Next next) {
        DocumentState before = followed.current().orElse(null);
        Optional<DocumentState> after = followed.follow(next);
        List<ObjectNode> parts = new ArrayList<>();
        switch (next) {
            case Next.Snapshot _ -> after.ifPresent(state -> snapshot(state, before, parts));
            case Next.Event(var frame) -> after.ifPresent(state -> event(frame.type(), state, before, parts));
            case Next.Reset _, Next.Heartbeat _, Next.Expired _ -> {}
            case Next.End(var reason) -> end(reason, parts);
        }
        return parts;
    }

    private void snapshot(DocumentState state, @Nullable DocumentState before, List<ObjectNode> parts) {
        if (begin(state, parts)) {
            state(state, parts);
            steps(state, before, parts);
        }
    }

    private void event(EventType type, DocumentState state, @Nullable DocumentState before, List<ObjectNode> parts) {
        if (!begun) {
            snapshot(state, null, parts);
            return;
        }
        steps(state, before, parts);
        switch (type) {
            case DATA_PARTIAL,
                    DATA_FINAL,
                    RUN_STARTED,
                    RUN_COMPLETED,
                    RUN_FAILED,
                    RUN_CANCELLED,
                    RUN_PAUSED,
                    RUN_RESUMED,
                    RUN_RESTARTED -> state(state, parts);
            case STEP_PROCESSING -> progress(state, parts);
            case STEP_RETRYING,
                    STEP_COMPLETE,
                    STEP_FAILED,
                    STEP_SKIPPED,
                    STEP_RESULT,
                    COMMAND_REJECTED,
                    DOCUMENT_ARCHIVED,
                    DOCUMENT_RESTORED -> {}
        }
    }

    /** Begins the message as soon as it has an id. */
    private boolean begin(DocumentState state, List<ObjectNode> parts) {
        if (!begun && state.runId() != null) {
            begun = true;
            parts.add(part("start").put("messageId", state.runId().value()));
            parts.add(part("start-step"));
        }
        return begun;
    }

    private void state(DocumentState state, List<ObjectNode> parts) {
        toldTo = state.sequence();
        parts.add(
                part("data-state").put("id", STATE_ID).set("data", FollowedState.tree(JsonCodec.STATES.encode(state))));
    }

    private static void steps(DocumentState state, @Nullable DocumentState before, List<ObjectNode> parts) {
        for (StepId step : StepId.values()) {
            Optional<ObjectNode> report = StepReport.of(state, step);
            Optional<ObjectNode> earlier = Optional.ofNullable(before).flatMap(known -> StepReport.of(known, step));
            if (!report.equals(earlier)) {
                report.ifPresent(data -> parts.add(part("data-step")
                        .put("id", step.wireName())
                        .set("data", data.put("sequence", state.sequence()))));
            }
        }
    }

    private static void progress(DocumentState state, List<ObjectNode> parts) {
        StepId step = Objects.requireNonNull(state.currentStep());
        StepReport.of(state, step)
                .ifPresent(report -> parts.add(part("data-progress")
                        .put("transient", true)
                        .set("data", report.put("sequence", state.sequence()))));
    }

    private void end(EndReason reason, List<ObjectNode> parts) {
        switch (reason) {
            case AT_REST -> atRest(followed.current().orElseThrow(), parts);
            case ERASED -> parts.add(error(ResetReason.ERASED.message()));
            case EXPIRED -> parts.add(error("The token has expired. Resume the stream with a new one."));
            case CLOSED -> parts.add(error("The stream ended before the run. Resume it."));
            case LOG_UNAVAILABLE ->
                parts.add(error("The stream ended before the run: Kafka does not answer. Resume it."));
        }
    }

    private void atRest(DocumentState state, List<ObjectNode> parts) {
        if (begin(state, parts) && toldTo < state.sequence()) {
            state(state, parts);
        }
        parts.add(part("finish-step"));
        switch (state.status()) {
            case FAILED -> parts.add(error(Objects.requireNonNull(state.error()).message()));
            case COMPLETED -> parts.add(part("finish").put("finishReason", "stop"));
            case PAUSED, CANCELLED, PENDING, RUNNING -> parts.add(part("finish").put("finishReason", "other"));
        }
    }

    private static ObjectNode error(String text) {
        return part("error").put("errorText", text);
    }

    private static ObjectNode part(String type) {
        return ContractMapper.mapper().createObjectNode().put("type", type);
    }
}
