/** Tests. */
@NullMarked
package dev.stepfold.projection.query;

import org.jspecify.annotations.NullMarked;
