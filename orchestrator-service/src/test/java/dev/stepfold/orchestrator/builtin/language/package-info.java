@NullMarked
package dev.stepfold.orchestrator.builtin.language;

import org.jspecify.annotations.NullMarked;
