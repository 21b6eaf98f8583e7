@NullMarked
package dev.stepfold.orchestrator.whole;

import org.jspecify.annotations.NullMarked;
