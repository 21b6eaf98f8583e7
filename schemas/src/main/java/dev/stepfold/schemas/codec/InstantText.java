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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** A point in time as text: RFC 3339 in UTC ({@code Z}), with up to nine decimals of a second. */
final class InstantText {
    private static final Pattern ALLOWED =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?Z");

    private InstantText() {}

    static final class Serializer extends StdSerializer<Instant> {
        @Serial
        private static final long serialVersionUID = 1;

        Serializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(value.toString());
        }
    }

    static final class Deserializer extends StdDeserializer<Instant> {
        @Serial
        private static final long serialVersionUID = 1;

        Deserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_STRING
                    && ALLOWED.matcher(parser.getText()).matches()) {
                try {
                    return Instant.parse(parser.getText());
                } catch (DateTimeException e) {
                    return context.reportInputMismatch(Instant.class, "must be a date and time that exists");
                }
            }
            return context.reportInputMismatch(Instant.class, "must be a date and time in UTC (RFC 3339, ending in Z)");
        }
    }
}
