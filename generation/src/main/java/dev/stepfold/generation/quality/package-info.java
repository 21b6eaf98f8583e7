/** How good a finished agent is, and what could be added to it; functions of the agent and of what was understood. */
@NullMarked
package dev.stepfold.generation.quality;

import org.jspecify.annotations.NullMarked;
