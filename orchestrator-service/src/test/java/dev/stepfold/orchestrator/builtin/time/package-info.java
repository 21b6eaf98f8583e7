@NullMarked
package dev.stepfold.orchestrator.builtin.time;

import org.jspecify.annotations.NullMarked;
