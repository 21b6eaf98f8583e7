/** Carries out attempts and waits, on virtual threads. */
@NullMarked
package dev.stepfold.orchestrator.execution;

import org.jspecify.annotations.NullMarked;
