/** Changes of an existing agent: parts that are renamed, removed, retyped or rescheduled. */
@NullMarked
package dev.stepfold.generation.builtin.change;

import org.jspecify.annotations.NullMarked;
