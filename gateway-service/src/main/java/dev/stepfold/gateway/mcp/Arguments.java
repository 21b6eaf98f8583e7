package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The arguments of a tool. What is wrong with them is a {@link ProblemException} that names the argument. */
final class Arguments {
    static final String DOCUMENT = "documentId";
    static final String WAIT = "wait";
    static final String KEY = "idempotencyKey";

    private static final int KEY_LENGTH_MAX = 255;

    private final ObjectNode given;

    /** @throws ProblemException if there is another argument than {@code allowed} */
    Arguments(ObjectNode given, Set<String> allowed) {
        this.given = given;
        given.fieldNames().forEachRemaining(name -> {
            if (!allowed.contains(name)) {
                throw ProblemException.of(
                        ProblemCode.UNKNOWN_FIELD,
                        "Known arguments: "
                                + String.join(", ", allowed.stream().sorted().toList()) + ".");
            }
        });
    }

    /** The document. */
    DocumentId documentId() {
        String value = text(DOCUMENT).orElse("");
        if (!Identifiers.isValid(value)) {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_ID, DOCUMENT, "An id has 1 to 64 characters of A-Z a-z 0-9 _ and -.");
        }
        return new DocumentId(value);
    }

    /** Whether the call of such arguments is answered only when the run is at rest. */
    static boolean waits(ObjectNode given) {
        JsonNode value = given.path(WAIT);
        if (isAbsent(value)) {
            return true;
        }
        if (!value.isBoolean()) {
            throw invalid(WAIT, "wait must be true or false.");
        }
        return value.booleanValue();
    }

    /** What makes the call repeatable. */
    Optional<String> idempotencyKey() {
        Optional<String> key = text(KEY);
        key.filter(text -> text.isBlank() || text.length() > KEY_LENGTH_MAX).ifPresent(_ -> {
            throw ProblemException.ofField(
                    ProblemCode.INVALID_IDEMPOTENCY_KEY, KEY, "A key has 1 to " + KEY_LENGTH_MAX + " characters.");
        });
        return key;
    }

    /** A text. */
    Optional<String> text(String name) {
        JsonNode value = given.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw invalid(name, name + " must be a string.");
        }
        return Optional.of(value.textValue());
    }

    /** One of the wire names of an enumeration. */
    <T> Optional<T> oneOf(String name, List<T> values, Function<T, String> wireName) {
        return text(name)
                .map(text -> values.stream()
                        .filter(value -> wireName.apply(value).equals(text))
                        .findFirst()
                        .orElseThrow(() -> invalid(
                                name,
                                name + " must be one of "
                                        + String.join(
                                                ", ",
                                                values.stream().map(wireName).toList()) + ".")));
    }

    /** A whole number between two. */
    Optional<Long> number(String name, long min, long max) {
        JsonNode value = given.path(name);
        if (isAbsent(value)) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw invalid(name, name + " must be a whole number from " + min + " to " + max + ".");
        }
        return Optional.of(value.longValue());
    }

    /** The arguments but for some, as a body that is read as strictly as those of other calls. */
    byte[] bodyWithout(Collection<String> names) {
        return given.deepCopy().without(names).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static ProblemException invalid(String name, String detail) {
        return ProblemException.ofField(ProblemCode.INVALID_REQUEST, name, detail);
    }
}
