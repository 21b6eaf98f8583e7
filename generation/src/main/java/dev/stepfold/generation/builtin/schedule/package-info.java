/** The sixth step: when it does so by itself. */
@NullMarked
package dev.stepfold.generation.builtin.schedule;

import org.jspecify.annotations.NullMarked;
