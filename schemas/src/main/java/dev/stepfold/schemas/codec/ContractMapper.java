package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.Executable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Jackson as the contract needs it: a component of a record is required unless it is {@link Nullable}, a scalar is never
 * taken for one of another type, unknown fields are passed over (the contract only ever adds fields), a
 * {@link Duration} is a whole number of milliseconds, an instant is text (RFC 3339).
 */
public final class ContractMapper {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new NullMarkedIntrospector())
            .addModule(new JavaTimeModule())
            .addModule(contractModule())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ContractMapper() {}

    /** The mapper: shared, and not to be reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    private static SimpleModule contractModule() {
        return new SimpleModule("stepfold-contract")
                .addSerializer(Duration.class, new DurationMillis.Serializer())
                .addDeserializer(Duration.class, new DurationMillis.Deserializer())
                .addSerializer(RecordedEvent.class, new RecordedEventJson.Serializer())
                .addDeserializer(RecordedEvent.class, new RecordedEventJson.Deserializer());
    }

    /** What went wrong, in words that name the field and hold nothing of the value. */
    static String describe(IOException e) {
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append(step.getFieldName() == null ? "/" + step.getIndex() : "/" + step.getFieldName());
            }
            return path + ": " + rootMessage(e);
        }
        return rootMessage(e);
    }

    private static String rootMessage(IOException e) {
        if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return e instanceof JsonMappingException mapping ? mapping.getOriginalMessage() : "not well-formed JSON";
    }

    /** Takes the absence of {@link Nullable} for "required, and not null". */
    private static final class NullMarkedIntrospector extends JacksonAnnotationIntrospector {
        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(member);
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated annotated) {
            return isRequired(annotated) ? JsonSetter.Value.forValueNulls(Nulls.FAIL) : super.findSetterInfo(annotated);
        }

        private static boolean isRequired(Annotated annotated) {
            return annotated instanceof AnnotatedParameter parameter
                    && parameter.getDeclaringClass().isRecord()
                    && parameter.getOwner().getAnnotated() instanceof Executable creator
                    && !creator.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(Nullable.class);
        }
    }
}
