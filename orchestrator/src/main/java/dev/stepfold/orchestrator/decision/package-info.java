/**
 * What happens next, as a pure function: {@link dev.stepfold.orchestrator.decision.Decider} takes a document and an
 * input and answers with events; {@link dev.stepfold.orchestrator.decision.Effect} is the side effect that the
 * resulting state requires. No clock, randomness, Kafka or framework in here.
 */
@NullMarked
package dev.stepfold.orchestrator.decision;

import org.jspecify.annotations.NullMarked;
