package dev.stepfold.commandline.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FenceRule;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.UnreadableException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic, verbatim: one line of a backup's files and of {@code export}.
 *
 * @param offset where it stands
 * @param timestamp the record's own timestamp, with millisecond precision
 * @param key the key; null if it has none
 * @param headers in their order
 * @param value the value: an event, a command, or whatever else was written; null if it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoggedRecord(
        long offset,
        Instant timestamp,
        @Nullable Verbatim key,
        List<ArchivedHeader> headers,
        @Nullable Verbatim value) {
    public LoggedRecord {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
        headers = List.copyOf(headers);
    }

    /** A record as it was read. */
    public static LoggedRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new LoggedRecord(
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                verbatim(record.key()),
                StreamSupport.stream(record.headers().spliterator(), false)
                        .map(header -> new ArchivedHeader(header.key(), verbatim(header.value())))
                        .toList(),
                verbatim(record.value()));
    }

    /** The records of an archived log; a record's offset is its place in it. */
    public static Stream<LoggedRecord> of(ArchivedLog log) {
        return IntStream.range(0, log.records().size()).mapToObj(offset -> {
            ArchivedRecord record = log.records().get(offset);
            return new LoggedRecord(
                    offset,
                    record.timestamp(),
                    record.key() == null ? null : new Verbatim(record.key(), null),
                    record.headers(),
                    record.value());
        });
    }

    /** As a record of an archived log. */
    public ArchivedRecord archived() {
        return new ArchivedRecord(timestamp, key == null ? null : key.text(), headers, value);
    }

    /** As a record to be written, at the same time as the first time. */
    public ProducerRecord<byte[], byte[]> toRecord(
            String topic, @Nullable Integer partition, @Nullable Long timestampMs) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, partition, timestampMs, keyBytes(), valueBytes());
        headers.forEach(header -> record.headers().add(header.name(), bytes(header.value())));
        return record;
    }

    /**
     * The event, if the record counts in a document's log.
     *
     * @return empty if it is a fenced write
     * @throws UnreadableException if it is not an event of the document
     */
    public Optional<EncodedEvent> counted(DocumentId documentId) throws UnreadableException {
        RecordHeaders kafka = new RecordHeaders();
        headers.forEach(header -> kafka.add(header.name(), bytes(header.value())));
        return FenceRule.counted(documentId, offset, keyText(), valueBytes(), Records.previous(kafka));
    }

    /** The key as text; null if it has none or is not UTF-8. */
    public @Nullable String keyText() {
        return key == null ? null : key.text();
    }

    public byte @Nullable [] keyBytes() {
        return bytes(key);
    }

    public byte @Nullable [] valueBytes() {
        return bytes(value);
    }

    /** Its line, without the line's end. */
    public byte[] line() {
        try {
            return ContractMapper.mapper().writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record could not be written as JSON", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws DamagedFileException if it is not a record
     */
    public static LoggedRecord parse(String line) throws DamagedFileException {
        try {
            return ContractMapper.mapper().readValue(line, LoggedRecord.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedFileException("a line is not a record");
        }
    }

    private static @Nullable Verbatim verbatim(byte @Nullable [] bytes) {
        return bytes == null ? null : Verbatim.of(bytes);
    }

    private static byte @Nullable [] bytes(@Nullable Verbatim verbatim) {
        return verbatim == null ? null : verbatim.bytes();
    }
}
