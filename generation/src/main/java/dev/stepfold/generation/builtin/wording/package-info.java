/** Sentences and numbers for people: purposes and summaries. */
@NullMarked
package dev.stepfold.generation.builtin.wording;

import org.jspecify.annotations.NullMarked;
