@NullMarked
package dev.stepfold.orchestrator.builtin.blueprint;

import org.jspecify.annotations.NullMarked;
