package dev.stepfold.schemas;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An enum constant's name on the wire: lower case with hyphens, stable, and independent of the Java name. */
public interface WireName {
    /** The constant's stable name in JSON. */
    @JsonValue
    String wireName();

    /**
     * The constant of {@code type} with that wire name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the known names
     */
    static <E extends Enum<E> & WireName> E parse(Class<E> type, String wireName) {
        for (E constant : type.getEnumConstants()) {
            if (constant.wireName().equals(wireName)) {
                return constant;
            }
        }
        String known =
                Arrays.stream(type.getEnumConstants()).map(WireName::wireName).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown value, expected one of " + known);
    }
}
