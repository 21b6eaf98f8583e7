/** When something happens: the time expressions of requests, and what they are as cron. */
@NullMarked
package dev.stepfold.orchestrator.builtin.time;

import org.jspecify.annotations.NullMarked;
