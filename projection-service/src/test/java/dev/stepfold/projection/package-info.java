/** The projection as a whole, against a real broker. */
@NullMarked
package dev.stepfold.projection;

import org.jspecify.annotations.NullMarked;
