package dev.stepfold.schemas.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.stepfold.schemas.WireName;

/** Why a command was refused. */
public enum RejectionCode implements WireName {
    /** A new document was asked for under an id that is taken. */
    DOCUMENT_EXISTS("document-exists"),
    /** A run is going on. */
    RUN_ACTIVE("run-active"),
    /** The command names a run that is not the document's current one. */
    STALE_RUN("stale-run"),
    /** The run is not going on, so it cannot be paused or cancelled. */
    RUN_NOT_ACTIVE("run-not-active"),
    /** The run is not paused, so it cannot be resumed. */
    RUN_NOT_PAUSED("run-not-paused"),
    /** The run has not failed, so it cannot be retried. */
    RUN_NOT_FAILED("run-not-failed"),
    /** The step has not been reached, so it cannot be restarted from. */
    STEP_NOT_REACHED("step-not-reached"),
    /** The document belongs to somebody else. */
    NOT_OWNER("not-owner"),
    /** The document cannot go to the archive: its log is too large, or the archive is full. */
    NOT_ARCHIVABLE("not-archivable"),
    /** This version does not know how to do that. */
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
