/** What changes about an agent that is there: renamed, removed, retyped, rescheduled. */
@NullMarked
package dev.stepfold.generation.builtin.change;

import org.jspecify.annotations.NullMarked;
