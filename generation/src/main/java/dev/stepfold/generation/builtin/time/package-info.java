/** When something happens: the time expressions of requests, and their cron expressions. */
@NullMarked
package dev.stepfold.generation.builtin.time;

import org.jspecify.annotations.NullMarked;
