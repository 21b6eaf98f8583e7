package dev.stepfold.documentlog;

import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be read: kept verbatim, with the reason and where it stood.
 *
 * @param topic where it stood
 * @param partition where it stood
 * @param offset where it stood
 * @param key its key
 * @param value its value, as it was
 * @param reason what is wrong with it
 * @param message what is wrong with it, for a person
 * @param service which service found it
 */
@SuppressWarnings("ArrayRecordComponent") // the value is handed through, never compared
public record DeadLetter(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        byte @Nullable [] value,
        UnreadableException.Reason reason,
        String message,
        String service) {
    /** Names of the headers of a dead letter. */
    public static final String REASON = "stepfold_reason";

    public static final String MESSAGE = "stepfold_message";
    public static final String TOPIC = "stepfold_topic";
    public static final String PARTITION = "stepfold_partition";
    public static final String OFFSET = "stepfold_offset";
    public static final String KEY = "stepfold_key";
    public static final String SERVICE = "stepfold_service";

    /** Where the record stood, as one word: the dead letter's own key. */
    public String position() {
        return topic + "/" + partition + "/" + offset;
    }

    /** The headers. */
    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        put(headers, REASON, reason.code());
        put(headers, MESSAGE, message);
        put(headers, TOPIC, topic);
        put(headers, PARTITION, Integer.toString(partition));
        put(headers, OFFSET, Long.toString(offset));
        if (key != null) {
            put(headers, KEY, key);
        }
        put(headers, SERVICE, service);
        return headers;
    }

    /** The record for {@code stepfold.dead-letters}. */
    public ProducerRecord<String, byte[]> toRecord(KafkaNames names) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(names.deadLetters(), position(), value);
        headers().forEach(record.headers()::add);
        return record;
    }

    private static void put(Map<String, byte[]> headers, String name, String value) {
        headers.put(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
