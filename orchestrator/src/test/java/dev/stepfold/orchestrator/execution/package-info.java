@NullMarked
package dev.stepfold.orchestrator.execution;

import org.jspecify.annotations.NullMarked;
