package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.testkit.SampleEvents;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame of a record is the frame of its event. */
final class EventFrameTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    static Stream<DocumentEvent> events() throws IOException {
        return SampleEvents.ofEveryType().stream();
    }

    @Test
    void isTestedWithEveryType() throws IOException {
        assertThat(events().map(EventType::of)).containsAll(List.of(EventType.values()));
    }

    @ParameterizedTest
    @MethodSource("events")
    void isMadeOfTheRecordAsOfTheEvent(DocumentEvent event) throws Exception {
        for (long sequence : new long[] {0, 7, 123_456_789_012L}) {
            RecordedEvent recorded = new RecordedEvent(
                    DOCUMENT,
                    SampleRun.RUN,
                    sequence,
                    Instant.parse("2026-01-01T12:00:00Z").plusMillis(sequence),
                    event);
            ProducerRecord<String, byte[]> record = record(recorded);

            EventFrame frame = EventFrame.of(record.key(), record.value(), record.headers());

            assertThat(frame.bytes()).isEqualTo(SseEncoder.event(recorded));
            assertThat(EventFrame.of(recorded).bytes()).isEqualTo(SseEncoder.event(recorded));
            assertThat(frame.documentId()).isEqualTo(DOCUMENT);
            assertThat(frame.sequence()).isEqualTo(sequence);
            assertThat(frame.type()).isEqualTo(EventType.of(event));
            assertThat(frame.time()).isEqualTo(recorded.timestamp());
            assertThat(frame.event()).isEqualTo(recorded);
            assertThat(EventHead.read(record.key(), record.value(), record.headers()))
                    .isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CloudEventHeaders.TYPE, CloudEventHeaders.SEQUENCE, CloudEventHeaders.TIME})
    void doesNotRelyOnAHeaderThatIsMissingOrSaysSomethingElse(String header) throws Exception {
        RecordedEvent event = event();
        ProducerRecord<String, byte[]> without = record(event);
        without.headers().remove(header);
        ProducerRecord<String, byte[]> other = record(event);
        other.headers().remove(header).add(header, bytes("8"));

        for (ProducerRecord<String, byte[]> record : List.of(without, other)) {
            assertThat(EventHead.read(record.key(), record.value(), record.headers()))
                    .isEmpty();
            assertThat(EventFrame.of(record.key(), record.value(), record.headers())
                            .bytes())
                    .isEqualTo(SseEncoder.event(event));
        }
    }

    @Test
    void encodesAgainAValueThatIsNotWrittenAsStepfoldWritesIt() throws Exception {
        RecordedEvent event = event();
        ProducerRecord<String, byte[]> record = record(event);
        String value = new String(record.value(), StandardCharsets.UTF_8);
        List<String> others = List.of(
                value.replace("{\"type\"", "{\n\"type\""),
                value.replace("{\"type\"", "{ \"type\""),
                value.substring(0, value.length() - 1) + "\r\n}",
                value.replace("\"sequence\":7", "\"sequence\": 7"),
                value.replace(
                        "\"type\":\"agent-step\",\"status\":\"processing\"",
                        "\"status\":\"processing\",\"type\":\"agent-step\""));

        for (String other : others) {
            assertThat(EventFrame.of(record.key(), bytes(other), record.headers())
                            .bytes())
                    .as(other)
                    .isEqualTo(SseEncoder.event(event));
        }
    }

    @Test
    void refusesWhatIsNotAnEventOfTheDocument() {
        ProducerRecord<String, byte[]> record = record(event());
        RecordHeaders none = new RecordHeaders();

        assertThatThrownBy(() -> EventFrame.of("another", record.value(), record.headers()))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EventFrame.of(null, record.value(), record.headers()))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EventFrame.of("no id", bytes("{}"), none)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EventFrame.of("doc", bytes("x"), record.headers()))
                .isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> EventFrame.of("doc", new byte[0], record.headers()))
                .isInstanceOf(UnreadableException.class);
        for (int length = 0; length < headLength(record); length++) {
            byte[] cut = bytes(new String(record.value(), StandardCharsets.UTF_8).substring(0, length));
            assertThat(EventHead.read("doc", cut, record.headers())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-30T12:00:00.007Z",
                "2026-01-01T24:00:00.007Z",
                "2026-01-01 12:00:00.007Z",
                "2026-01-01T12:00:00,007Z",
                "2026-01-01T12:00:00.0070",
                "2026-01-01T12:0x:00.007Z",
                "2026-01-01T12:00:00.07Z",
                "2026-01-01T12:00:00.000007Z"
            })
    void doesNotReadATimeThatStepfoldDoesNotWrite(String time) {
        RecordedEvent event = event();
        ProducerRecord<String, byte[]> record = record(event);
        String value = new String(record.value(), StandardCharsets.UTF_8)
                .replace(event.timestamp().toString(), time);
        record.headers().remove(CloudEventHeaders.TIME).add(CloudEventHeaders.TIME, bytes(time));

        assertThat(EventHead.read("doc", bytes(value), record.headers())).isEmpty();
    }

    private static int headLength(ProducerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8).indexOf("\"step\"") - 1;
    }

    private static RecordedEvent event() {
        return SampleRun.at(
                DOCUMENT, 7, Objects.requireNonNull(SampleRun.complete().get(1)));
    }

    private static ProducerRecord<String, byte[]> record(RecordedEvent event) {
        ProducerRecord<String, byte[]> record =
                Records.forStepEvents(KafkaNames.DEFAULT, event, Traceparent.random(new Random(1)));
        assertThat(record.value()).isEqualTo(JsonCodec.EVENTS.encode(event));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
