/** The fifth step: what the agent can do, with JSON Schemas. */
@NullMarked
package dev.stepfold.generation.builtin.action;

import org.jspecify.annotations.NullMarked;
