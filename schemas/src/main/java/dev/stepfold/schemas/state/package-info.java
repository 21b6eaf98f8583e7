/** The document's current state and the fold that computes it from events. */
@NullMarked
package dev.stepfold.schemas.state;

import org.jspecify.annotations.NullMarked;
