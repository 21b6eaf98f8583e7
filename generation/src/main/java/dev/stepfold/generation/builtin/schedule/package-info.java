/** The sixth step: when the agent acts by itself. */
@NullMarked
package dev.stepfold.generation.builtin.schedule;

import org.jspecify.annotations.NullMarked;
