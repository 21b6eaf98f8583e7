package dev.stepfold.gateway.aisdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UiMessagePartsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final StepId FIRST = StepId.first();
    private static final Next AT_REST = new Next.End(EndReason.AT_REST);

    private final UiMessageParts parts = new UiMessageParts();
    private DocumentState state = DocumentState.initial(DOCUMENT);

    @Test
    void tellsAWholeRunAsOneMessage() {
        assertThat(snapshot()).isEmpty();
        List<ObjectNode> begin = parts.of(next(SampleRun.started()));

        assertThat(begin.stream().map(UiMessagePartsTest::name))
                .containsExactly("start", "start-step", "data-state state");
        assertThat(begin.getFirst().path("messageId").asText()).isEqualTo(SampleRun.RUN.value());
        for (StepId step : StepId.values()) {
            assertThat(happen(SampleRun.step(step)))
                    .containsExactly(
                            "data-step " + step + " processing",
                            "data-progress processing",
                            "data-step " + step + " processing",
                            "data-step " + step + " complete");
        }
        assertThat(happen(List.of(SampleRun.completed()))).containsExactly("data-state state");
        assertThat(names(AT_REST)).containsExactly("finish-step", "finish stop");
    }

    @Test
    void buildsTheMessageFromItsBeginningWhenResumed() {
        state = DocumentFold.fold(
                DOCUMENT, SampleRun.from(DOCUMENT, 0, SampleRun.complete()).subList(0, 5));

        List<ObjectNode> begin = parts.of(new Next.Snapshot(state));

        assertThat(begin.stream().map(UiMessagePartsTest::name))
                .containsExactly(
                        "start",
                        "start-step",
                        "data-state state",
                        "data-step prompt-understanding complete",
                        "data-step decision-making processing");
        assertThat(begin.get(2).path("data")).isEqualTo(tree(state));
    }

    @Test
    void endsWithTheStateEvenIfItsLastEventChangedNothingThatIsTold() {
        state = DocumentFold.fold(DOCUMENT, SampleRun.from(DOCUMENT, 0, SampleRun.complete()));
        snapshot();
        parts.of(next(SampleRun.processing(FIRST, "Late")));

        List<ObjectNode> end = parts.of(AT_REST);

        assertThat(end.stream().map(UiMessagePartsTest::name))
                .containsExactly("data-state state", "finish-step", "finish stop");
        assertThat(end.getFirst().path("data")).isEqualTo(tree(state));
    }

    @Test
    void tellsAFailedRunAsAnError() {
        happenFirst(SampleRun.started(), SampleRun.processing(FIRST, "Working"), SampleRun.failedAt(FIRST, true));

        assertThat(names(AT_REST)).containsExactly("finish-step", "error it broke");
    }

    @Test
    void finishesACancelledRunForAnotherReason() {
        happenFirst(SampleRun.started(), new AgentRun.Cancelled(new CommandId("cancel")));

        assertThat(names(AT_REST)).containsExactly("finish-step", "finish other");
    }

    @Test
    void tellsAStreamsEndThatIsNotTheRunsAsAnError() {
        for (EndReason reason :
                List.of(EndReason.CLOSED, EndReason.EXPIRED, EndReason.ERASED, EndReason.LOG_UNAVAILABLE)) {
            assertThat(new UiMessageParts().of(new Next.End(reason)))
                    .singleElement()
                    .satisfies(part -> assertThat(part.path("type").asText()).isEqualTo("error"));
        }
    }

    private List<String> snapshot() {
        return names(new Next.Snapshot(state));
    }

    private void happenFirst(DocumentEvent... events) {
        snapshot();
        happen(List.of(events));
    }

    private Next next(DocumentEvent event) {
        RecordedEvent recorded = SampleRun.at(DOCUMENT, state.sequence() + 1, event);
        state = DocumentFold.apply(state, recorded);
        return new Next.Event(EventFrame.of(recorded));
    }

    private List<String> happen(List<DocumentEvent> events) {
        List<String> told = new ArrayList<>();
        events.forEach(event -> told.addAll(names(next(event))));
        return told;
    }

    private List<String> names(Next next) {
        return parts.of(next).stream().map(UiMessagePartsTest::name).toList();
    }

    private static String name(ObjectNode part) {
        String status = part.path("type").asText().equals("data-state")
                ? ""
                : part.at("/data/status").asText();
        return String.join(
                        " ",
                        part.path("type").asText(),
                        part.path("id").asText(),
                        status,
                        part.path("finishReason").asText()
                                + part.path("errorText").asText())
                .strip()
                .replaceAll(" +", " ");
    }

    private static JsonNode tree(DocumentState state) {
        try {
            return ContractMapper.mapper().readTree(JsonCodec.STATES.encode(state));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
