/** The sixth step: when it does so by itself. */
@NullMarked
package dev.stepfold.orchestrator.builtin.schedule;

import org.jspecify.annotations.NullMarked;
