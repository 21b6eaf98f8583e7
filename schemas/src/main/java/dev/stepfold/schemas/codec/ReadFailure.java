package dev.stepfold.schemas.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.WireName;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Translates Jackson's failures to the contract's terms: the path of the field and what is wrong with it. The message
 * contains no part of the value, which may be private, and no class names.
 */
final class ReadFailure {
    private static final Set<Class<?>> NUMBERS = Set.of(double.class, Double.class);
    private static final Set<Class<?>> WHOLE_NUMBERS =
            Set.of(int.class, Integer.class, long.class, Long.class, Duration.class);
    private static final Set<Class<?>> BOOLEANS = Set.of(boolean.class, Boolean.class);

    private static final Set<Class<?>> TEXTS =
            Set.of(String.class, DocumentId.class, RunId.class, CommandId.class, Owner.class);

    private ReadFailure() {}

    static UnreadableException translate(IOException e) {
        IOException origin = origin(e);
        String path = path(e);
        String at = path.isEmpty() ? "" : path + ": ";
        return switch (origin) {
            case FlatEventJson.UnknownEventException unknown ->
                new UnreadableException(Reason.UNKNOWN_TYPE, unknown.getOriginalMessage(), e);
            case InvalidTypeIdException unknown
            when unknown.getTypeId() != null -> new UnreadableException(Reason.UNKNOWN_TYPE, "no such type", e);
            case InvalidTypeIdException _ -> new UnreadableException(Reason.INVALID, "/type: must be a string", e);
            case JsonMappingException mapping -> new UnreadableException(Reason.INVALID, at + problem(mapping), e);
            case InputCoercionException _ ->
                new UnreadableException(Reason.INVALID, at + "must be a smaller number", e);
            case StreamConstraintsException _ ->
                new UnreadableException(Reason.INVALID, "nested too deeply, or with too long a string or number", e);
            case JsonProcessingException _ -> new UnreadableException(Reason.NOT_JSON, "not well-formed JSON", e);
            default -> new UnreadableException(Reason.NOT_JSON, "not in UTF-8", e);
        };
    }

    /** The parser's own failure, if there is one; Jackson wraps it once per level of nesting. */
    private static IOException origin(IOException e) {
        IOException origin = e;
        while (origin.getCause() instanceof IOException cause) {
            origin = cause;
        }
        return origin;
    }

    private static String path(IOException e) {
        StringBuilder path = new StringBuilder();
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append('/').append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String problem(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
            return cause.getMessage();
        }
        if (e.getCause() instanceof NullPointerException) {
            return "must not hold null";
        }
        return switch (e) {
            case InvalidNullException _ -> "must not be null";
            case MismatchedInputException mismatch -> "must be " + expected(mismatch.getTargetType());
            default -> "not allowed";
        };
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (WHOLE_NUMBERS.contains(type)) {
            return "a whole number";
        }
        if (NUMBERS.contains(type)) {
            return "a number";
        }
        if (BOOLEANS.contains(type)) {
            return "true or false";
        }
        if (type == Instant.class) {
            return "a date and time in UTC (RFC 3339, ending in Z)";
        }
        if (TEXTS.contains(type) || WireName.class.isAssignableFrom(type)) {
            return "a string";
        }
        return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
    }
}
