package dev.stepfold.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands beside the JSON: the event's name, CloudEvents attributes, the trace. */
class HeadersTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void areThoseOfCloudEventsInBinaryMode() {
        RecordedEvent event = recorded(new AgentRun.Paused(new CommandId("c")));

        assertThat(CloudEventHeaders.of(event))
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", "doc-1:7")
                .containsEntry("ce_type", "agent-run")
                .containsEntry("ce_source", "/stepfold/orchestrator")
                .containsEntry("ce_subject", "doc-1")
                .containsEntry("ce_time", "2026-11-22T08:00:00.123Z")
                .containsEntry("ce_sequence", "7")
                .containsEntry("content-type", "application/json")
                .hasSize(8);
    }

    @Test
    void nameTheTypeAsTheEventDoes() {
        var rejected = new CommandRejected(new CommandId("c"), RejectionCode.RUN_ACTIVE, "A run is going on.");

        assertThat(CloudEventHeaders.of(recorded(rejected))).containsEntry("ce_type", "command-rejected");
    }

    @Test
    void everyEventHasItsOwnName() {
        assertThat(Arrays.stream(EventType.values()).map(type -> type.type() + "/" + type.status()))
                .containsExactly(
                        "agent-run/started",
                        "agent-run/completed",
                        "agent-run/failed",
                        "agent-run/cancelled",
                        "agent-run/paused",
                        "agent-run/resumed",
                        "agent-run/restarted",
                        "agent-step/processing",
                        "agent-step/retrying",
                        "agent-step/complete",
                        "agent-step/failed",
                        "agent-step/skipped",
                        "step-result/null",
                        "agent-data/partial",
                        "agent-data/final",
                        "command-rejected/null",
                        "document-archive/archived",
                        "document-archive/restored");
    }

    @ParameterizedTest
    @EnumSource
    void anEventIsFoundByItsName(EventType type) {
        assertThat(EventType.of(type.type(), type.status())).contains(type);
        assertThat(EventType.of(type.type(), "unheard-of").filter(found -> found.status() != null))
                .isEmpty();
        assertThat(EventType.of("unheard-of", type.status())).isEmpty();
    }

    @Test
    void everyRestartAndResumptionIsToldApart() {
        CommandId command = new CommandId("c");

        assertThat(EventType.of(new AgentRun.Resumed(command))).isEqualTo(EventType.RUN_RESUMED);
        assertThat(EventType.of(new AgentRun.Restarted(command, StepId.first(), null)))
                .isEqualTo(EventType.RUN_RESTARTED);
    }

    @Test
    void aTraceparentOfAnotherServiceIsTakenOver() {
        assertThat(Traceparent.parse(TRACEPARENT)).contains(new Traceparent(TRACEPARENT));
        assertThat(Traceparent.HEADER).isEqualTo("traceparent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            })
    void aMalformedTraceparentIsIgnored(String header) {
        assertThat(Traceparent.parse(header)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Traceparent(header));
    }

    @Test
    void aMissingTraceparentIsIgnored() {
        assertThat(Traceparent.parse(null)).isEmpty();
    }

    @Test
    void aNewTraceIsWellFormedWhateverTheDice() {
        assertThat(Traceparent.random(() -> 0).value())
                .isEqualTo("00-00000000000000010000000000000000-0000000000000001-01");
        SplittableRandom random = new SplittableRandom(1);
        assertThat(Traceparent.random(random)).isNotEqualTo(Traceparent.random(random));
    }

    private static RecordedEvent recorded(DocumentEvent event) {
        return new RecordedEvent(
                new DocumentId("doc-1"), new RunId("r"), 7, Instant.parse("2026-11-22T08:00:00.123Z"), event);
    }
}
