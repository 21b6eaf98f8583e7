package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SseEncoderTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void writesAnEventWithItsSequenceAsIdAndItsTypeAsName() {
        RecordedEvent event = SampleRun.at(DOCUMENT, 7, SampleRun.processing(StepId.first(), "Reading"));

        assertThat(text(SseEncoder.event(event)))
                .isEqualTo("id: 7\nevent: agent-step\ndata: " + text(JsonCodec.EVENTS.encode(event)) + "\n\n");
    }

    @Test
    void writesASnapshotOfADocumentWithoutEventsAtMinusOne() {
        assertThat(text(SseEncoder.snapshot(DocumentState.initial(DOCUMENT))))
                .startsWith("id: -1\nevent: snapshot\ndata: {")
                .endsWith("}\n\n");
    }

    @Test
    void writesAResetWithoutAnId() {
        assertThat(text(SseEncoder.reset(ResetReason.BEYOND_END)))
                .isEqualTo("event: reset\ndata: {\"reason\":\"beyond-end\","
                        + "\"message\":\"The document has no event with that sequence.\"}\n\n");
    }

    @Test
    void writesNoticesOfEveryReasonAsTheirJsonSchemaHasThem() throws IOException {
        List<byte[]> frames = Stream.concat(
                        Arrays.stream(ResetReason.values()).map(SseEncoder::reset), Stream.of(SseEncoder.expired()))
                .toList();
        List<String> notices = frames.stream()
                .map(SseEncoderTest::text)
                .map(SseEncoderTest::data)
                .toList();
        try (InputStream file = getClass().getResourceAsStream("/json-schema/stream-notice.schema.json")) {
            String json = text(Objects.requireNonNull(file).readAllBytes());
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(json, InputFormat.JSON);

            assertThat(notices)
                    .allSatisfy(notice -> assertThat(schema.validate(notice, InputFormat.JSON))
                            .isEmpty());
            assertThat(ContractMapper.mapper().readTree(json).at("/properties/reason/enum"))
                    .hasSameSizeAs(notices);
        }
    }

    @Test
    void writesRetryAndComments() {
        assertThat(text(SseEncoder.retry(Duration.ofMillis(1500)))).isEqualTo("retry: 1500\n\n");
        assertThat(text(SseEncoder.comment("heartbeat"))).isEqualTo(": heartbeat\n\n");
    }

    @Test
    void keepsAnEventOnOneLineWhateverLineBreaksItsTextHas() {
        ObjectNode result =
                ContractMapper.mapper().createObjectNode().put("text", "a\nid: 99\r\n\r\nevent: evil\rb\u2028c");
        RecordedEvent event = SampleRun.at(
                DOCUMENT,
                3,
                new StepResult(
                        StepId.first(),
                        result,
                        "one\r\ndata: two",
                        new ResultMetrics(Duration.ZERO, "m\n\n", null),
                        List.of()));

        String frame = text(SseEncoder.event(event));

        assertThat(frame.lines()).hasSize(4);
        assertThat(frame).doesNotContain("\r");
        assertThat(frame.lines().filter(line -> line.startsWith("id:"))).containsExactly("id: 3");
    }

    @Test
    void givesEveryLineOfAValueItsOwnField() {
        byte[] data = "{\r\n\"a\":\n1\r}".getBytes(StandardCharsets.UTF_8);

        assertThat(text(SseEncoder.frame("1", "x\ndata: y", data)))
                .isEqualTo("id: 1\nevent: x\nevent: data: y\ndata: {\ndata: \"a\":\ndata: 1\ndata: }\n\n");
        assertThat(text(SseEncoder.comment("a\nid: 5"))).isEqualTo(": a\n: id: 5\n\n");
    }

    private static String data(String frame) {
        return frame.substring(frame.indexOf("data: ") + "data: ".length()).strip();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
