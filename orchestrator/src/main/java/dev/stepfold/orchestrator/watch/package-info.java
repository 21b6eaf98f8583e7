/** What is told of an orchestrator's work, for metrics, without a metrics library. */
@NullMarked
package dev.stepfold.orchestrator.watch;

import org.jspecify.annotations.NullMarked;
