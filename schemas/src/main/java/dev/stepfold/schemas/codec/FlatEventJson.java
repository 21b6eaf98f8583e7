package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;

/** An event as one flat JSON object: its name, its place, then its data. */
final class FlatEventJson {
    private static final String TYPE = "type";
    private static final String STATUS = "status";
    private static final String DOCUMENT_ID = "documentId";
    private static final String RUN_ID = "runId";
    private static final String SEQUENCE = "sequence";
    private static final String TIMESTAMP = "timestamp";

    private FlatEventJson() {}

    /** What every event has besides its name and its data. */
    record Place(DocumentId documentId, RunId runId, long sequence, Instant timestamp) {}

    static void writeHead(EventType name, Place place, JsonGenerator generator) throws IOException {
        generator.writeStringField(TYPE, name.type());
        if (name.status() != null) {
            generator.writeStringField(STATUS, name.status());
        }
        generator.writeStringField(DOCUMENT_ID, place.documentId().value());
        generator.writeStringField(RUN_ID, place.runId().value());
        generator.writeNumberField(SEQUENCE, place.sequence());
        generator.writeStringField(TIMESTAMP, place.timestamp().toString());
    }

    /** Writes the fields of {@code data}, which may be none, into the object that has been begun. */
    static void writeData(Record data, JsonGenerator generator, SerializerProvider provider) throws IOException {
        provider.findValueSerializer(data.getClass())
                .unwrappingSerializer(NameTransformer.NOP)
                .serialize(data, generator, provider);
    }

    static ObjectNode tree(Class<?> type, JsonParser parser, DeserializationContext context) throws IOException {
        JsonNode tree = context.readTree(parser);
        return tree instanceof ObjectNode object
                ? object
                : context.reportInputMismatch(type, "an event must be an object");
    }

    static EventType name(Class<?> type, ObjectNode event, JsonParser parser) throws JsonMappingException {
        if (!event.path(TYPE).isTextual()) {
            JsonMappingException mismatch = MismatchedInputException.from(parser, String.class, "must be a string");
            mismatch.prependPath(type, TYPE);
            throw mismatch;
        }
        return EventType.of(event.path(TYPE).textValue(), event.path(STATUS).textValue())
                .orElseThrow(() -> new UnknownEventException(parser));
    }

    static JsonMappingException outOfLimits(JsonParser parser, IllegalArgumentException e) {
        return JsonMappingException.from(parser, "out of its limits", e);
    }

    /** The event's name is not known. Distinguishes that from a known event with invalid data. */
    static final class UnknownEventException extends JsonMappingException {
        @Serial
        private static final long serialVersionUID = 1;

        UnknownEventException(JsonParser parser) {
            super(parser, "no such event type and status");
        }
    }
}
