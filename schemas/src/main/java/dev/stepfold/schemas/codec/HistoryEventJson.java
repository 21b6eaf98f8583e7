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
import dev.stepfold.schemas.state.EventOutline;
import dev.stepfold.schemas.state.HistoryEvent;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The events of a state's history as JSON: like events, but with a reference in the place of a part that is omitted. Also
 * reads whole events, as earlier versions wrote them, and then drops the part. References are not taken from what is read:
 * the state that holds the history knows which are right.
 */
final class HistoryEventJson {
    private HistoryEventJson() {}

    static final class Serializer extends StdSerializer<HistoryEvent> {
        @Serial
        private static final long serialVersionUID = 1;

        Serializer() {
            super(HistoryEvent.class);
        }

        @Override
        public void serialize(HistoryEvent event, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            Place place = new Place(event.documentId(), event.runId(), event.sequence(), event.timestamp());
            generator.writeStartObject();
            FlatEventJson.writeHead(name(event.outline()), place, generator);
            switch (event.outline()) {
                case EventOutline.Whole(DocumentEvent whole) ->
                    FlatEventJson.writeData((Record) whole, generator, provider);
                case EventOutline.Started started -> FlatEventJson.writeData(started, generator, provider);
                case EventOutline.Restarted restarted -> FlatEventJson.writeData(restarted, generator, provider);
                case EventOutline.Result result -> FlatEventJson.writeData(result, generator, provider);
                case EventOutline.PartialAgent _, EventOutline.FinalAgent _ -> {}
            }
            if (event.part() != null) {
                generator.writeFieldName(event.outline().omits().orElseThrow());
                provider.defaultSerializeValue(event.part(), generator);
            }
            generator.writeEndObject();
        }

        private static EventType name(EventOutline outline) {
            return switch (outline) {
                case EventOutline.Whole(DocumentEvent whole) -> EventType.of(whole);
                case EventOutline.Started _ -> EventType.RUN_STARTED;
                case EventOutline.Restarted _ -> EventType.RUN_RESTARTED;
                case EventOutline.Result _ -> EventType.STEP_RESULT;
                case EventOutline.PartialAgent _ -> EventType.DATA_PARTIAL;
                case EventOutline.FinalAgent _ -> EventType.DATA_FINAL;
            };
        }
    }

    static final class Deserializer extends StdDeserializer<HistoryEvent> {
        @Serial
        private static final long serialVersionUID = 1;

        Deserializer() {
            super(HistoryEvent.class);
        }

        @Override
        public HistoryEvent deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            ObjectNode object = FlatEventJson.tree(HistoryEvent.class, parser, context);
            EventType name = FlatEventJson.name(HistoryEvent.class, object, parser);
            Place place = context.readTreeAsValue(object, Place.class);
            try {
                return new HistoryEvent(
                        place.documentId(),
                        place.runId(),
                        place.sequence(),
                        place.timestamp(),
                        outline(name, object, context));
            } catch (IllegalArgumentException e) {
                throw FlatEventJson.outOfLimits(parser, e);
            }
        }

        private static EventOutline outline(EventType name, ObjectNode object, DeserializationContext context)
                throws IOException {
            @Nullable Class<? extends EventOutline> outlined = switch (name) {
                case RUN_STARTED -> isReference(object, "existingAgent") ? EventOutline.Started.class : null;
                case STEP_RESULT -> isReference(object, "result") ? EventOutline.Result.class : null;
                case DATA_PARTIAL -> isReference(object, "agent") ? EventOutline.PartialAgent.class : null;
                case DATA_FINAL -> isReference(object, "agent") ? EventOutline.FinalAgent.class : null;
                default -> null;
            };
            return outlined == null
                    ? EventOutline.of(context.readTreeAsValue(object, name.recordClass()))
                    : context.readTreeAsValue(object, outlined);
        }

        private static boolean isReference(ObjectNode event, String part) {
            return event.path(part).path("$ref").isTextual();
        }
    }
}
