package dev.stepfold.gateway.durablestreams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.Next.EndReason;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DurableFramesTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final List<RecordedEvent> RUN = SampleRun.from(DOCUMENT, 0, SampleRun.complete());

    private final DurableFrames frames = new DurableFrames(StreamOffset.BEGINNING, event(0), () -> "7");

    @Test
    void pairsEachEventWithAControlAndSaysAtTheLastThatTheClientIsUpToDate() {
        assertThat(frames.isImpatient()).isTrue();
        assertThat(frames.opening()).isEmpty();

        assertThat(write(event(1)))
                .startsWith("event: data\ndata:[{\"type\":\"agent-run\"")
                .endsWith("}]\n\n" + control(1, ""));
        assertThat(write(new Next.Heartbeat()))
                .startsWith("event: data\ndata:[{\"type\":\"agent-step\"")
                .endsWith("}]\n\n" + control(2, ",\"upToDate\":true"));
        assertThat(frames.isImpatient()).isFalse();
        assertThat(write(new Next.Heartbeat())).isEqualTo(": heartbeat\n\n");
        assertThat(write(event(2))).isEmpty();
        assertThat(frames.isImpatient()).isTrue();
    }

    @Test
    void saysOfAnEmptyStreamThatTheClientIsUpToDate() {
        DurableFrames empty = new DurableFrames(StreamOffset.BEGINNING, new Next.Heartbeat(), () -> "7");

        assertThat(new String(empty.opening(), StandardCharsets.UTF_8)).isEqualTo(control(0, ",\"upToDate\":true"));
    }

    @Test
    void endsWhereEventsWouldBeLeftOut() {
        frames.opening();

        assertThat(write(new Next.Snapshot(DocumentFold.fold(DOCUMENT, RUN)))).endsWith(control(1, ""));
        assertThat(frames.isOver()).isTrue();
        assertThat(write(new Next.End(EndReason.CLOSED))).isEmpty();
    }

    private static Next event(int sequence) {
        return new Next.Event(EventFrame.of(RUN.get(sequence)));
    }

    private String write(Next next) {
        return new String(frames.write(next), StandardCharsets.UTF_8);
    }

    private static String control(long next, String more) {
        return "event: control\ndata:{\"streamNextOffset\":\"" + new StreamOffset(next) + "\",\"streamCursor\":\"7\""
                + more + "}\n\n";
    }
}
