package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A duration as a whole number of milliseconds; the field's name ends in {@code Ms}. */
final class DurationMillis {
    private DurationMillis() {}

    static final class Serializer extends StdSerializer<Duration> {
        @Serial
        private static final long serialVersionUID = 1;

        Serializer() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeNumber(value.toMillis());
        }
    }

    static final class Deserializer extends StdDeserializer<Duration> {
        @Serial
        private static final long serialVersionUID = 1;

        Deserializer() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
                return context.reportInputMismatch(Duration.class, "must be a whole number of milliseconds");
            }
            return Duration.ofMillis(parser.getLongValue());
        }
    }
}
