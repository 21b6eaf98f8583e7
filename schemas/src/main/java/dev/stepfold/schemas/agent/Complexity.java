package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** A rough estimate of how much there is to build. */
public enum Complexity implements WireName {
    LOW("low"),
    MEDIUM("medium"),
    HIGH("high");

    private final String wireName;

    Complexity(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static Complexity of(String wireName) {
        return WireName.parse(Complexity.class, wireName);
    }
}
