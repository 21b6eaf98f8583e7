/** What a generation step is: its input, its output, its failure. Implemented by the generators. */
@NullMarked
package dev.stepfold.generation.step;

import org.jspecify.annotations.NullMarked;
