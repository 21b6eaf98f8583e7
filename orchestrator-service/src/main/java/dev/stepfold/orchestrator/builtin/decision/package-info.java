/** The second step: what is needed. */
@NullMarked
package dev.stepfold.orchestrator.builtin.decision;

import org.jspecify.annotations.NullMarked;
