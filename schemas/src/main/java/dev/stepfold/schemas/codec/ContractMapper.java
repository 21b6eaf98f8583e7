package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.HistoryEvent;
import java.io.Serial;
import java.lang.reflect.Executable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Jackson, configured for the contract: a component of a record is required unless it is {@link Nullable}, a scalar is
 * never converted to another type, unknown fields are ignored (the contract only ever adds fields), a {@link Duration}
 * is a whole number of milliseconds, an instant is text (RFC 3339).
 *
 * <p>A reader looks up how to read its type when it is first used, not when it is made: the lookup takes a lock, and
 * readers are made in class initializers, where a virtual thread that waits for a lock keeps its carrier thread (ADR 53).
 */
public final class ContractMapper {
    /** How many work buffers are kept for reuse, shared by all threads. By default, Jackson keeps 16 kB per thread. */
    private static final int BUFFERS_MAX = 64;

    /**
     * The greatest nesting depth. Includes the levels around a value of {@link JsonValues}: a state holds events that
     * hold agents that hold actions.
     */
    private static final int DEPTH_MAX = JsonValues.DEPTH_MAX + 36;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS_MAX))
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .build())
            .annotationIntrospector(new NullMarkedIntrospector())
            .addModule(contractModule())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfigDefaults(any -> any.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.EAGER_DESERIALIZER_FETCH)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ContractMapper() {}

    /** The shared mapper; must not be reconfigured. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * A mapper like the shared one with locks of its own, for what class initializers read: no other thread can be before
     * them at its locks.
     */
    public static ObjectMapper ownMapper() {
        return MAPPER.copy();
    }

    private static SimpleModule contractModule() {
        return new SimpleModule("stepfold-contract")
                .addSerializer(Duration.class, new DurationMillis.Serializer())
                .addDeserializer(Duration.class, new DurationMillis.Deserializer())
                .addSerializer(Instant.class, new InstantText.Serializer())
                .addDeserializer(Instant.class, new InstantText.Deserializer())
                .addSerializer(RecordedEvent.class, new RecordedEventJson.Serializer())
                .addDeserializer(RecordedEvent.class, new RecordedEventJson.Deserializer())
                .addSerializer(HistoryEvent.class, new HistoryEventJson.Serializer())
                .addDeserializer(HistoryEvent.class, new HistoryEventJson.Deserializer());
    }

    /** Treats the absence of {@link Nullable} as "required, and not null". */
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
