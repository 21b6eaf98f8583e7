/** The agent: what a run produces. */
@NullMarked
package dev.stepfold.schemas.agent;

import org.jspecify.annotations.NullMarked;
