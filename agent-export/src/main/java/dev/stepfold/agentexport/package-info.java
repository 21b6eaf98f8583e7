/** The agent in the formats of other tools. */
@NullMarked
package dev.stepfold.agentexport;

import org.jspecify.annotations.NullMarked;
