/** The results of the built-in steps, as later steps read them. */
@NullMarked
package dev.stepfold.generation.builtin.result;

import org.jspecify.annotations.NullMarked;
