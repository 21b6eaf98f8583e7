package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.state.DocumentState;

/** Whether the run is at rest, and up to which event that is known: a cursor may be before the state that showed it. */
record Rest(boolean isAtRest, long knownAt) {
    static Rest of(DocumentState state) {
        return new Rest(state.status().isAtRest(), state.sequence());
    }

    Rest after(EventFrame frame) {
        if (frame.sequence() <= knownAt) {
            return this;
        }
        return switch (frame.type()) {
            case RUN_STARTED, RUN_RESUMED, RUN_RESTARTED -> new Rest(false, frame.sequence());
            case RUN_COMPLETED, RUN_FAILED, RUN_CANCELLED, RUN_PAUSED -> new Rest(true, frame.sequence());
            case STEP_PROCESSING,
                    STEP_RETRYING,
                    STEP_COMPLETE,
                    STEP_FAILED,
                    STEP_SKIPPED,
                    STEP_RESULT,
                    DATA_PARTIAL,
                    DATA_FINAL,
                    COMMAND_REJECTED,
                    DOCUMENT_ARCHIVED,
                    DOCUMENT_RESTORED -> this;
        };
    }
}
