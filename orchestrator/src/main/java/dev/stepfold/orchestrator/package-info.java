/** Decides and executes: commands in, events out, the six steps. */
@NullMarked
package dev.stepfold.orchestrator;

import org.jspecify.annotations.NullMarked;
