package dev.stepfold.generation.builtin.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** Where a part of the understanding comes from. */
public enum Origin implements WireName {
    /** The request names it. */
    REQUEST("request"),
    /** It belongs to the domain. */
    BLUEPRINT("blueprint"),
    /** It follows from the rest. */
    INFERRED("inferred");

    private final String wireName;

    Origin(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static Origin of(String wireName) {
        return WireName.parse(Origin.class, wireName);
    }
}
