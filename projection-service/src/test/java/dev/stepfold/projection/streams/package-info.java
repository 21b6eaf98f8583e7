/** Tests. */
@NullMarked
package dev.stepfold.projection.streams;

import org.jspecify.annotations.NullMarked;
