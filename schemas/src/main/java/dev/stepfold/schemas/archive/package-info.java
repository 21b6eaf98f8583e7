/** The agent: what a run produces. */
@NullMarked
package dev.stepfold.schemas.archive;

import org.jspecify.annotations.NullMarked;
