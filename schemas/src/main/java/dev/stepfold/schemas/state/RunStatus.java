package dev.stepfold.schemas.state;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** The status of a document's current run. */
public enum RunStatus implements WireName {
    /** Accepted; the first event is on its way. */
    PENDING("pending"),
    /** Steps are being run. */
    RUNNING("running"),
    /** A person paused the run. */
    PAUSED("paused"),
    /** Every step is complete or skipped. */
    COMPLETED("completed"),
    /** A step's attempts ran out; a person can retry or restart. */
    FAILED("failed"),
    /** A person ended the run. */
    CANCELLED("cancelled");

    private final String wireName;

    RunStatus(String wireName) {
        this.wireName = wireName;
    }

    /** Whether nothing happens before the next command. */
    public boolean isAtRest() {
        return switch (this) {
            case PENDING, RUNNING -> false;
            case PAUSED, COMPLETED, FAILED, CANCELLED -> true;
        };
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static RunStatus of(String wireName) {
        return WireName.parse(RunStatus.class, wireName);
    }
}
