/** The second step: what is needed. */
@NullMarked
package dev.stepfold.generation.builtin.decision;

import org.jspecify.annotations.NullMarked;
