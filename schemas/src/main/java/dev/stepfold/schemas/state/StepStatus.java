package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** The status of a step in the document's current run. */
public enum StepStatus implements WireName {
    PENDING("pending"),
    PROCESSING("processing"),
    RETRYING("retrying"),
    COMPLETE("complete"),
    FAILED("failed"),
    SKIPPED("skipped");

    private final String wireName;

    StepStatus(String wireName) {
        this.wireName = wireName;
    }

    /** Whether the step needs no more work in this run. */
    public boolean isDone() {
        return this == COMPLETE || this == SKIPPED;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static StepStatus of(String wireName) {
        return WireName.parse(StepStatus.class, wireName);
    }
}
