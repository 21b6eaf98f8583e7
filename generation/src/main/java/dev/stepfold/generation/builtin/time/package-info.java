/** When something happens: the time expressions of requests, and what they are as cron. */
@NullMarked
package dev.stepfold.generation.builtin.time;

import org.jspecify.annotations.NullMarked;
