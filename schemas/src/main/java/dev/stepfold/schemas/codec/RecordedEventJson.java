package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.stepfold.schemas.codec.FlatEventJson.Place;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.Serial;

/** Events as JSON, whole. */
final class RecordedEventJson {
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
            Place place = new Place(recorded.documentId(), recorded.runId(), recorded.sequence(), recorded.timestamp());
            generator.writeStartObject();
            FlatEventJson.writeHead(EventType.of(recorded.event()), place, generator);
            FlatEventJson.writeData((Record) recorded.event(), generator, provider);
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
            ObjectNode object = FlatEventJson.tree(RecordedEvent.class, parser, context);
            EventType name = FlatEventJson.name(RecordedEvent.class, object, parser);
            Place place = context.readTreeAsValue(object, Place.class);
            DocumentEvent event = context.readTreeAsValue(object, name.recordClass());
            try {
                return new RecordedEvent(place.documentId(), place.runId(), place.sequence(), place.timestamp(), event);
            } catch (IllegalArgumentException e) {
                throw FlatEventJson.outOfLimits(parser, e);
            }
        }
    }
}
