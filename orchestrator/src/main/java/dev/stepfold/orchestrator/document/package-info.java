/**
 * One document's single writer: {@link dev.stepfold.orchestrator.document.DocumentSession} appends by the offset rule,
 * folds, forwards and starts effects; {@link dev.stepfold.orchestrator.document.DocumentActor} gives it a thread and a
 * mailbox. What it needs from outside is declared here as ports.
 */
@NullMarked
package dev.stepfold.orchestrator.document;

import org.jspecify.annotations.NullMarked;
