/** English as far as requests need it: words, their kinds and base forms, noun phrases, and times. */
@NullMarked
package dev.stepfold.generation.builtin.language;

import org.jspecify.annotations.NullMarked;
