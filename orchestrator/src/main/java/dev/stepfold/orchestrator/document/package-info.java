/**
 * One document's single writer: {@link dev.stepfold.orchestrator.document.DocumentSession} appends by the offset rule,
 * folds, forwards and lets effects begin; {@link dev.stepfold.orchestrator.document.DocumentActor} gives it a thread and a
 * mailbox. What it needs of the world stands here as ports.
 */
@NullMarked
package dev.stepfold.orchestrator.document;

import org.jspecify.annotations.NullMarked;
