package dev.stepfold.schemas.codec;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of an event's record: CloudEvents 1.0, Kafka protocol binding, binary content mode. */
public final class CloudEventHeaders {
    /** Header names. */
    public static final String SPEC_VERSION = "ce_specversion";

    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String SUBJECT = "ce_subject";
    public static final String TIME = "ce_time";
    public static final String SEQUENCE = "ce_sequence";
    public static final String CONTENT_TYPE = "content-type";

    /** The source of every event: the service that decides them. */
    public static final String SOURCE_ORCHESTRATOR = "/stepfold/orchestrator";

    /** The type of a tombstone, which records that a document was erased. It has no value and no sequence. */
    public static final String ERASED_TYPE = "document-erased";

    private CloudEventHeaders() {}

    /** The headers of the tombstone of a document. */
    public static Map<String, String> ofErased(DocumentId documentId, Instant erasedAt) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(SPEC_VERSION, "1.0");
        headers.put(ID, documentId + ":erased:" + erasedAt.toEpochMilli());
        headers.put(TYPE, ERASED_TYPE);
        headers.put(SOURCE, SOURCE_ORCHESTRATOR);
        headers.put(SUBJECT, documentId.value());
        headers.put(TIME, erasedAt.toString());
        return headers;
    }

    /**
     * The headers of {@code event}. Source and id together are unique among the events that count: the id is the
     * document and the sequence.
     */
    public static Map<String, String> of(RecordedEvent event) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(SPEC_VERSION, "1.0");
        headers.put(ID, event.documentId() + ":" + event.sequence());
        headers.put(TYPE, EventType.of(event.event()).type());
        headers.put(SOURCE, SOURCE_ORCHESTRATOR);
        headers.put(SUBJECT, event.documentId().value());
        headers.put(TIME, event.timestamp().toString());
        headers.put(SEQUENCE, Long.toString(event.sequence()));
        headers.put(CONTENT_TYPE, "application/json");
        return headers;
    }
}
