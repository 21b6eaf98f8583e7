/** The topology, as a plain function; no framework in here. */
@NullMarked
package dev.stepfold.projection.topology;

import org.jspecify.annotations.NullMarked;
