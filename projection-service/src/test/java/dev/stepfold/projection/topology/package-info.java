/** Tests. */
@NullMarked
package dev.stepfold.projection.topology;

import org.jspecify.annotations.NullMarked;
