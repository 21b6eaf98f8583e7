@NullMarked
package dev.stepfold.orchestrator.decision;

import org.jspecify.annotations.NullMarked;
