/** An application that embeds Stepfold. */
@NullMarked
package dev.stepfold.examples.embedding;

import org.jspecify.annotations.NullMarked;
