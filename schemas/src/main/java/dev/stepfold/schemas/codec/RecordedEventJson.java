package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event is one flat JSON object: its name, its place, then its data. */
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
                    .unwrappingSerializer(com.fasterxml.jackson.databind.util.NameTransformer.NOP)
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
            String type = text(context, object, TYPE);
            JsonNode status = object.get(STATUS);
            @Nullable EventType name = EventType.of(type, status == null ? null : status.textValue())
                    .orElse(null);
            if (name == null) {
                throw new UnknownEventException(parser, "no such event type and status");
            }
            JsonNode sequence = object.get(SEQUENCE);
            if (sequence == null || !sequence.isIntegralNumber() || !sequence.canConvertToLong()) {
                return context.reportInputMismatch(RecordedEvent.class, "sequence must be a whole number");
            }
            try {
                return new RecordedEvent(
                        new DocumentId(text(context, object, DOCUMENT_ID)),
                        new RunId(text(context, object, RUN_ID)),
                        sequence.longValue(),
                        Instant.parse(text(context, object, TIMESTAMP)),
                        context.readTreeAsValue(object, name.recordClass()));
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                return context.reportInputMismatch(RecordedEvent.class, "%s", e.getMessage());
            }
        }

        private static String text(DeserializationContext context, ObjectNode object, String field) throws IOException {
            JsonNode value = object.get(field);
            if (value == null || !value.isTextual()) {
                return context.reportInputMismatch(RecordedEvent.class, "%s must be a string", field);
            }
            return value.textValue();
        }
    }

    /** The event's name is not known, which is told apart from a known event with wrong data. */
    static final class UnknownEventException extends com.fasterxml.jackson.databind.JsonMappingException {
        @Serial
        private static final long serialVersionUID = 1;

        UnknownEventException(JsonParser parser, String message) {
            super(parser, message);
        }
    }
}
