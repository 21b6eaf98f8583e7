/**
 * What can be found wrong with an agent by looking at it: names, types, references. A pure function of the agent, without a
 * database, a cron library or a meta-schema; {@code validation} has the checks that need those.
 */
@NullMarked
package dev.stepfold.generation.structure;

import org.jspecify.annotations.NullMarked;
