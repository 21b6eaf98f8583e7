package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** Why a command was refused. */
public enum RejectionCode implements WireName {
    /** A new document was requested with an id that is taken. */
    DOCUMENT_EXISTS("document-exists"),
    /** A run is active. */
    RUN_ACTIVE("run-active"),
    /** The command names a run that is not the document's current one. */
    STALE_RUN("stale-run"),
    /** The run is not active and can therefore not be paused or cancelled. */
    RUN_NOT_ACTIVE("run-not-active"),
    /** The run is not paused and can therefore not be resumed. */
    RUN_NOT_PAUSED("run-not-paused"),
    /** The run has not failed and can therefore not be retried. */
    RUN_NOT_FAILED("run-not-failed"),
    /** The run has not reached the step and can therefore not be restarted from it. */
    STEP_NOT_REACHED("step-not-reached"),
    /** The document belongs to another owner. */
    NOT_OWNER("not-owner"),
    /** The document cannot go to the archive: its log is too large, or the archive is full. */
    NOT_ARCHIVABLE("not-archivable"),
    /** This version does not support the command. */
    UNSUPPORTED("unsupported");

    private final String wireName;

    RejectionCode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @JsonCreator
    public static RejectionCode of(String wireName) {
        return WireName.parse(RejectionCode.class, wireName);
    }
}
