/** What is wrong with a result, whichever generator made it. */
@NullMarked
package dev.stepfold.generation.validation;

import org.jspecify.annotations.NullMarked;
