package dev.stepfold.gateway.agui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.flipkart.zjsonpatch.JsonPatch;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.stream.ResetReason;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AgUiEventsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final StepId FIRST = StepId.first();
    private static final Next AT_REST = new Next.End(EndReason.AT_REST);

    private final AgUiEvents events = new AgUiEvents("thread", "exchange");
    private @Nullable JsonNode clientState;

    @Test
    void tellsAWholeRun() {
        begin();

        assertThat(happen(SampleRun.started())).containsExactly("STATE_DELTA");
        for (StepId step : StepId.values()) {
            assertThat(happen(SampleRun.step(step)))
                    .containsExactly(
                            "STATE_DELTA",
                            "ACTIVITY_SNAPSHOT processing",
                            "STEP_STARTED " + step,
                            "STATE_DELTA",
                            "ACTIVITY_SNAPSHOT processing",
                            "STATE_DELTA",
                            "ACTIVITY_SNAPSHOT complete",
                            "STEP_FINISHED " + step);
        }
        assertThat(happen(SampleRun.completed())).containsExactly("STATE_DELTA");

        assertThat(names(AT_REST)).containsExactly("RUN_FINISHED success");
        assertThat(clientState).isEqualTo(tree(state));
    }

    @Test
    void beginsWithTheStateAndTheOpenStep() {
        state = DocumentFold.fold(
                DOCUMENT,
                SampleRun.from(DOCUMENT, 0, List.of(SampleRun.started(), SampleRun.processing(FIRST, "Working"))));

        List<ObjectNode> begin = events.of(new Next.Snapshot(state));

        assertThat(begin.stream().map(AgUiEventsTest::name))
                .containsExactly(
                        "RUN_STARTED",
                        "STATE_SNAPSHOT",
                        "ACTIVITY_SNAPSHOT processing",
                        "STEP_STARTED prompt-understanding");
        assertThat(begin.getFirst().toString()).isEqualTo("""
                        {"type":"RUN_STARTED","threadId":"thread","runId":"exchange","protocolVersion":"1.0"}""");
        assertThat(begin.get(1).path("snapshot")).isEqualTo(tree(state));
        assertThat(begin.get(2).path("content").path("message").asText()).isEqualTo("Working");
    }

    @Test
    void finishesAnOpenStepBeforeTheRunThatIsCancelled() {
        begin(SampleRun.started(), SampleRun.processing(FIRST, "Working"));

        assertThat(happen(new AgentRun.Cancelled(new CommandId("cancel"))))
                .containsExactly("STATE_DELTA", "STEP_FINISHED prompt-understanding");
        assertThat(names(AT_REST)).containsExactly("RUN_FINISHED cancelled");
    }

    @Test
    void interruptsARunThatIsPausedInAStep() {
        begin(SampleRun.started(), SampleRun.processing(FIRST, "Working"));

        assertThat(happen(new AgentRun.Paused(new CommandId("pause")))).containsExactly("STATE_DELTA");
        List<ObjectNode> end = events.of(AT_REST);

        assertThat(end.stream().map(AgUiEventsTest::name))
                .containsExactly("STEP_FINISHED prompt-understanding", "RUN_FINISHED interrupt");
        assertThat(end.getLast().at("/outcome/interrupts/0/id").asText()).isEqualTo(SampleRun.RUN.value());
    }

    @Test
    void tellsAFailureAsAnErrorWithItsKind() {
        begin(SampleRun.started(), SampleRun.processing(FIRST, "Working"));
        happen(SampleRun.failedAt(FIRST, true));

        assertThat(events.of(AT_REST).getLast().toString())
                .isEqualTo("{\"type\":\"RUN_ERROR\",\"code\":\"transient\",\"message\":\"it broke\"}");
    }

    @Test
    void leavesOutAStepThatIsSkipped() {
        begin(SampleRun.started());

        assertThat(happen(new AgentStep.Skipped(FIRST, "Not needed")))
                .containsExactly("STATE_DELTA", "ACTIVITY_SNAPSHOT skipped");
    }

    @Test
    void sendsANewSnapshotAfterAnOverflowAndClosesTheStepThatIsOver() {
        begin(SampleRun.started(), SampleRun.processing(FIRST, "Working"));
        DocumentState later = DocumentFold.fold(
                DOCUMENT, SampleRun.from(DOCUMENT, 0, SampleRun.complete()).subList(0, 5));

        assertThat(names(new Next.Snapshot(later)))
                .containsExactly(
                        "STATE_SNAPSHOT",
                        "ACTIVITY_SNAPSHOT complete",
                        "ACTIVITY_SNAPSHOT processing",
                        "STEP_FINISHED prompt-understanding",
                        "STEP_STARTED decision-making");
    }

    @Test
    void tellsThatADocumentWasRecreatedOrErased() {
        begin(SampleRun.started());

        assertThat(names(new Next.Reset(ResetReason.MADE_ANEW))).containsExactly("CUSTOM stepfold.reset");
        assertThat(names(new Next.Reset(ResetReason.ERASED))).isEmpty();
        assertThat(names(new Next.End(EndReason.ERASED))).containsExactly("RUN_ERROR erased");
    }

    @Test
    void tellsAStreamsEndThatIsNotTheRuns() {
        assertThat(names(new Next.Heartbeat())).isEmpty();
        assertThat(names(new Next.Expired())).isEmpty();
        assertThat(names(new Next.End(EndReason.EXPIRED))).containsExactly("RUN_ERROR token-expired");
        assertThat(names(new Next.End(EndReason.CLOSED))).containsExactly("RUN_ERROR stream-closed");
        assertThat(names(new Next.End(EndReason.LOG_UNAVAILABLE))).containsExactly("RUN_ERROR kafka-unavailable");
    }

    private DocumentState state = DocumentState.initial(DOCUMENT);

    private void begin(DocumentEvent... before) {
        state = DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, List.of(before)));
        names(new Next.Snapshot(state));
    }

    private List<String> happen(DocumentEvent event) {
        return happen(List.of(event));
    }

    private List<String> happen(List<DocumentEvent> happened) {
        List<String> told = new ArrayList<>();
        for (RecordedEvent event : SampleRun.from(DOCUMENT, state.sequence() + 1, happened)) {
            state = DocumentFold.apply(state, event);
            told.addAll(names(new Next.Event(EventFrame.of(event))));
            assertThat(clientState).isEqualTo(tree(state));
        }
        return told;
    }

    private List<String> names(Next next) {
        List<ObjectNode> told = events.of(next);
        told.forEach(this::apply);
        return told.stream().map(AgUiEventsTest::name).toList();
    }

    private void apply(ObjectNode event) {
        if (event.has("snapshot")) {
            clientState = event.get("snapshot");
        } else if (event.has("delta")) {
            clientState = JsonPatch.apply(event.get("delta"), clientState);
        }
    }

    private static String name(ObjectNode event) {
        String detail = event.path("stepName").asText()
                + event.path("name").asText()
                + event.path("code").asText()
                + event.at("/outcome/type").asText()
                + event.at("/content/status").asText();
        return (event.path("type").asText() + " " + detail).strip();
    }

    private static JsonNode tree(DocumentState state) {
        try {
            return ContractMapper.mapper().readTree(JsonCodec.STATES.encode(state));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
