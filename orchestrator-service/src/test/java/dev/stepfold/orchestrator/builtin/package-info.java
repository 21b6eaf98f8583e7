@NullMarked
package dev.stepfold.orchestrator.builtin;

import org.jspecify.annotations.NullMarked;
