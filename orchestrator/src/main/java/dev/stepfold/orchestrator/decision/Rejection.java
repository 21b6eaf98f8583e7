package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.event.RejectionCode;

/**
 * A command cannot be carried out as the document stands.
 *
 * @param code why, for programs
 * @param message why, for a person
 */
record Rejection(RejectionCode code, String message) {}
