/** The topology, as a plain function; without a framework. */
@NullMarked
package dev.stepfold.projection.topology;

import org.jspecify.annotations.NullMarked;
