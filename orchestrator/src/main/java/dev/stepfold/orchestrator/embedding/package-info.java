/**
 * The orchestrator inside another application: {@link dev.stepfold.orchestrator.embedding.AgentBuilder} is a full member of
 * the orchestrators' group, and tells the application how its runs get on.
 */
@NullMarked
package dev.stepfold.orchestrator.embedding;

import org.jspecify.annotations.NullMarked;
