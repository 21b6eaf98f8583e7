package dev.stepfold.gateway.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.JsonValues;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A request's JSON object, read strictly: an unknown field is refused by name and never ignored. Every refusal is a
 * {@link ProblemException}, and none contains any part of the refused value.
 */
public final class JsonBody {
    /** A body is one JSON value, with nothing behind it. */
    private static final ObjectReader BODIES =
            ContractMapper.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode object;

    private JsonBody(ObjectNode object) {
        this.object = object;
    }

    /** Reads a body; its fields must be among {@code allowed}. */
    public static JsonBody parse(byte[] body, Set<String> allowed) {
        ObjectNode object = readObject(body);
        try {
            JsonValues.check("The body", object);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.INVALID_JSON, e.getMessage() + ".");
        }
        JsonBody parsed = new JsonBody(object);
        parsed.refuseUnknown(object, "", allowed, ProblemCode.UNKNOWN_FIELD);
        return parsed;
    }

    /** Reads a body that another protocol defines: any JSON object. */
    public static ObjectNode readObject(byte[] body) {
        JsonNode tree;
        try {
            tree = BODIES.readTree(body);
        } catch (IOException _) {
            throw ProblemException.of(
                    ProblemCode.INVALID_JSON, "The body is not well-formed JSON in UTF-8, or nested too deeply.");
        }
        if (!(tree instanceof ObjectNode object)) {
            throw ProblemException.of(ProblemCode.INVALID_JSON, "The body is not a JSON object.");
        }
        return object;
    }

    /** Reads a body that may be empty. */
    public static JsonBody parseOptional(byte[] body, Set<String> allowed) {
        return body.length == 0 ? new JsonBody(ContractMapper.mapper().createObjectNode()) : parse(body, allowed);
    }

    /** A required string that is not blank and has at most {@code lengthMax} characters. */
    public String requiredText(String field, int lengthMax) {
        return text(field, text -> Checks.lengthAtMost(lengthMax, field, Checks.notBlank(field, text)))
                .orElseThrow(() -> invalid(field, field + " must be a string that is not blank."));
    }

    /** A string that is turned into a value, or empty if it is missing or null. */
    public <T> Optional<T> text(String field, Function<String, T> parser) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(field, field + " must be a string.");
        }
        try {
            return Optional.of(parser.apply(value.textValue()));
        } catch (IllegalArgumentException e) {
            throw invalid(
                    field,
                    (String.valueOf(e.getMessage()).startsWith(field) ? "" : field + ": ") + e.getMessage() + ".");
        }
    }

    /** A list of strings that is turned into a value, or empty if it is missing or null. */
    public <T> Optional<T> texts(String field, Function<List<String>, T> parser) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isArray() || value.valueStream().anyMatch(item -> !item.isTextual())) {
            throw invalid(field, field + " must be a list of strings.");
        }
        try {
            return Optional.of(
                    parser.apply(value.valueStream().map(JsonNode::textValue).toList()));
        } catch (IllegalArgumentException e) {
            throw invalid(field, e.getMessage() + ".");
        }
    }

    /** A whole number from 0, or empty if it is missing or null. */
    public OptionalLong wholeNumber(String field) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw invalid(field, field + " must be a whole number from 0.");
        }
        return OptionalLong.of(value.longValue());
    }

    /** An object, or empty if it is missing or null. */
    Optional<ObjectNode> object(String field, ProblemCode code) {
        JsonNode value = object.get(field);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!(value instanceof ObjectNode found)) {
            throw ProblemException.ofField(code, field, field + " must be an object.");
        }
        return Optional.of(found);
    }

    /** An object of the contract, or empty if it is missing or null. */
    <T> Optional<T> contract(String field, Class<T> type, ProblemCode code) {
        return object(field, code).map(found -> {
            try {
                return ContractMapper.mapper().treeToValue(found, type);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw ProblemException.ofField(code, path(field, e), "Not understood: " + reason(e) + ".");
            }
        });
    }

    /** Refuses the fields of {@code found}, the object at {@code path}, that are not in {@code allowed}. */
    void refuseUnknown(ObjectNode found, String path, Set<String> allowed, ProblemCode code) {
        for (Iterator<String> names = found.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw ProblemException.ofField(
                        code,
                        path + shortened(name),
                        "Known fields: "
                                + String.join(", ", allowed.stream().sorted().toList()) + ".");
            }
        }
    }

    private static ProblemException invalid(String field, String detail) {
        return ProblemException.ofField(ProblemCode.INVALID_REQUEST, field, detail);
    }

    private static String path(String field, Exception e) {
        StringBuilder path = new StringBuilder(field);
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                path.append('.').append(step.getFieldName() == null ? step.getIndex() : shortened(step.getFieldName()));
            }
        }
        return path.toString();
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return e instanceof IllegalArgumentException && e.getMessage() != null
                ? e.getMessage()
                : "a value is missing, of the wrong type or out of its limits";
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
