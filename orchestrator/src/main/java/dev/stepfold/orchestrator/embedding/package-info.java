/**
 * The orchestrator inside another application: {@link dev.stepfold.orchestrator.embedding.AgentBuilder} is a full
 * member of the orchestrators' group, and reports the progress of the application's runs.
 */
@NullMarked
package dev.stepfold.orchestrator.embedding;

import org.jspecify.annotations.NullMarked;
