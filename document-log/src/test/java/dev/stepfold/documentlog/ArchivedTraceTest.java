package dev.stepfold.documentlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Which span appended an event is known of an archived log, too. */
class ArchivedTraceTest {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final RecordedEvent EVENT = new RecordedEvent(
            new DocumentId("doc"), new RunId("run"), 0, NOW, new AgentRun.Cancelled(new CommandId("command")));

    @Test
    void isWhatTheRecordSays() {
        assertThat(read(List.of()).trace()).contains(TRACE);
    }

    @Test
    void isUnknownIfTheRecordSaysNothingThatCanBeRead() {
        assertThat(read(List.of(new ArchivedHeader(
                                Traceparent.HEADER, Verbatim.of("00-0-0-01".getBytes(StandardCharsets.US_ASCII)))))
                        .trace())
                .isEmpty();
        assertThat(read(List.of(new ArchivedHeader(Traceparent.HEADER, null))).trace())
                .isEmpty();
        assertThat(EncodedEvent.unlinked(EVENT).trace()).isEmpty();
    }

    private static EncodedEvent read(List<ArchivedHeader> further) {
        ProducerRecord<String, byte[]> record = Records.forDocument(KafkaNames.DEFAULT, EVENT, TRACE);
        List<ArchivedHeader> headers = Stream.concat(
                        Arrays.stream(record.headers().toArray())
                                .map(header -> new ArchivedHeader(header.key(), Verbatim.of(header.value()))),
                        further.stream())
                .toList();
        ArchivedLog log = new ArchivedLog(
                EVENT.documentId(),
                NOW,
                List.of(new ArchivedRecord(NOW, record.key(), headers, Verbatim.of(record.value()))));
        return ArchiveReader.slice(log, 0, 1).records().getFirst();
    }
}
