/** Checks a step's result, whichever generator made it. */
@NullMarked
package dev.stepfold.generation.validation;

import org.jspecify.annotations.NullMarked;
