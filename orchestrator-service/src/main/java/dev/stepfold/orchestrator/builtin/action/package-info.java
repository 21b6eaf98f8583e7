/** The fifth step: what the agent can do, with JSON Schemas. */
@NullMarked
package dev.stepfold.orchestrator.builtin.action;

import org.jspecify.annotations.NullMarked;
