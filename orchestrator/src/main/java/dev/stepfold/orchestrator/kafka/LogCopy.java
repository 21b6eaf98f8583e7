package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivedHeader;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.archive.Verbatim;
import dev.stepfold.schemas.codec.Traceparent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** Copies a topic's records to an archived log, and back; the restored records equal the original ones. */
final class LogCopy {
    /**
     * Records gather in one batch until the producer is closed. None may be sent before that, even if the process is
     * paused for a while.
     */
    private static final Duration UNTIL_CLOSED = Duration.ofHours(24);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The most bytes that a record takes in a batch besides its key, value and headers. */
    private static final int RECORD_OVERHEAD_BYTES = 128;

    private final KafkaConnection connection;

    LogCopy(KafkaConnection connection) {
        this.connection = connection;
    }

    /** Whether these records are a log that can be restored at its offsets: from offset 0 on, none is missing. */
    static boolean isWhole(List<ConsumerRecord<String, byte[]>> records) {
        return IntStream.range(0, records.size())
                .allMatch(offset -> records.get(offset).offset() == offset);
    }

    /** The whole log of a document; {@code records} are all that its topic has, and none is missing. */
    static ArchivedLog of(DocumentId documentId, List<ConsumerRecord<String, byte[]>> records, Instant now) {
        List<ArchivedRecord> copies = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            copies.add(new ArchivedRecord(
                    Instant.ofEpochMilli(record.timestamp()),
                    record.key(),
                    StreamSupport.stream(record.headers().spliterator(), false)
                            .map(header -> new ArchivedHeader(
                                    header.key(), header.value() == null ? null : Verbatim.of(header.value())))
                            .toList(),
                    record.value() == null ? null : Verbatim.of(record.value())));
        }
        return new ArchivedLog(documentId, now, copies);
    }

    /**
     * Writes a log and one more event to the document's topic in one batch, of which a broker accepts all or nothing.
     *
     * @return whether they got their expected offsets
     * @throws LogUnavailableException when Kafka did not acknowledge; they may or may not be there
     */
    boolean write(ArchivedLog log, EncodedEvent next, Traceparent trace) throws LogUnavailableException {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        log.records().forEach(record -> records.add(record(log.documentId(), record)));
        records.add(Records.forDocument(connection.names(), next, trace, DocumentLogSlice.NONE_FORWARDED));
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            Producer<String, byte[]> producer = connection.producer(config(bytes(records)));
            try {
                records.forEach(record -> sent.add(producer.send(record)));
            } finally {
                // Sends the batch; what is not acknowledged within the timeout fails.
                producer.close(sent.size() == records.size() ? TIMEOUT : Duration.ZERO);
            }
            return sent.getFirst().get().offset() == 0
                    && sent.getLast().get().offset() == next.event().sequence();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(next, e);
        } catch (ExecutionException | KafkaException e) {
            throw unavailable(next, e);
        }
    }

    private ProducerRecord<String, byte[]> record(DocumentId documentId, ArchivedRecord archived) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                connection.names().document(documentId),
                0,
                archived.timestamp().toEpochMilli(),
                archived.key(),
                archived.value() == null ? null : archived.value().bytes());
        for (ArchivedHeader header : archived.headers()) {
            record.headers()
                    .add(
                            header.name(),
                            header.value() == null ? null : header.value().bytes());
        }
        return record;
    }

    /** How large a batch may get, by the producer's count before compression and with a margin for safety. */
    private static int bytes(List<ProducerRecord<String, byte[]>> records) {
        int bytes = 0;
        for (ProducerRecord<String, byte[]> record : records) {
            bytes += RECORD_OVERHEAD_BYTES;
            bytes += record.key() == null ? 0 : record.key().length() * 3;
            bytes += record.value() == null ? 0 : record.value().length;
            for (var header : record.headers()) {
                bytes += RECORD_OVERHEAD_BYTES / 4 + header.key().length() * 3;
                bytes += header.value() == null ? 0 : header.value().length;
            }
        }
        return bytes / 4 * 5;
    }

    private static Map<String, Object> config(int batchBytes) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * batchBytes);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * batchBytes);
        config.put(ProducerConfig.LINGER_MS_CONFIG, UNTIL_CLOSED.toMillis());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TIMEOUT.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis() / 2));
        config.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(UNTIL_CLOSED.plus(TIMEOUT).toMillis()));
        return config;
    }

    private static LogUnavailableException unavailable(EncodedEvent next, Exception cause) {
        return new LogUnavailableException(
                "no acknowledgement of the restored log: documentId="
                        + next.event().documentId(),
                cause);
    }
}
