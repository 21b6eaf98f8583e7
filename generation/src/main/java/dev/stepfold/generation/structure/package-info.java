/**
 * The checks that need nothing but the agent: names, types, references. They are a pure function of the agent, without
 * a database, a cron library or a meta-schema; {@code validation} has the checks that need those.
 */
@NullMarked
package dev.stepfold.generation.structure;

import org.jspecify.annotations.NullMarked;
