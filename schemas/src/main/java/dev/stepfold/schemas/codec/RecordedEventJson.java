package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.NameTransformer;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;

/** Events as JSON. An event is one flat JSON object: its name, its place, then its data. */
final class RecordedEventJson {
    private static final String TYPE = "type";
    private static final String STATUS = "status";
    private static final String DOCUMENT_ID = "documentId";
    private static final String RUN_ID = "runId";
    private static final String SEQUENCE = "sequence";
    private static final String TIMESTAMP = "timestamp";

    private RecordedEventJson() {}

    static final class Serializer extends StdSerializer<RecordedEvent> {
        @Serial
        private static final long serialVersionUID = 1;

        Serializer() {
            super(RecordedEvent.class);
        }

        @Override
        public void serialize(RecordedEvent recorded, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            EventType name = EventType.of(recorded.event());
            generator.writeStartObject();
            generator.writeStringField(TYPE, name.type());
            if (name.status() != null) {
                generator.writeStringField(STATUS, name.status());
            }
            generator.writeStringField(DOCUMENT_ID, recorded.documentId().value());
            generator.writeStringField(RUN_ID, recorded.runId().value());
            generator.writeNumberField(SEQUENCE, recorded.sequence());
            generator.writeStringField(TIMESTAMP, recorded.timestamp().toString());
            provider.findValueSerializer(name.recordClass())
                    .unwrappingSerializer(NameTransformer.NOP)
                    .serialize(recorded.event(), generator, provider);
            generator.writeEndObject();
        }
    }

    static final class Deserializer extends StdDeserializer<RecordedEvent> {
        @Serial
        private static final long serialVersionUID = 1;

        Deserializer() {
            super(RecordedEvent.class);
        }

        @Override
        public RecordedEvent deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(parser);
            if (!(tree instanceof ObjectNode object)) {
                return context.reportInputMismatch(RecordedEvent.class, "an event must be an object");
            }
            if (!object.path(TYPE).isTextual()) {
                JsonMappingException mismatch = MismatchedInputException.from(parser, String.class, "must be a string");
                mismatch.prependPath(RecordedEvent.class, TYPE);
                throw mismatch;
            }
            EventType name = EventType.of(
                            object.path(TYPE).textValue(), object.path(STATUS).textValue())
                    .orElseThrow(() -> new UnknownEventException(parser));
            Place place = context.readTreeAsValue(object, Place.class);
            DocumentEvent event = context.readTreeAsValue(object, name.recordClass());
            try {
                return new RecordedEvent(place.documentId, place.runId, place.sequence, place.timestamp, event);
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, "out of its limits", e);
            }
        }
    }

    /** What every event has besides its name and its data. */
    private record Place(DocumentId documentId, RunId runId, long sequence, Instant timestamp) {}

    /** The event's name is not known. Distinguishes that from a known event with invalid data. */
    static final class UnknownEventException extends JsonMappingException {
        @Serial
        private static final long serialVersionUID = 1;

        UnknownEventException(JsonParser parser) {
            super(parser, "no such event type and status");
        }
    }
}
