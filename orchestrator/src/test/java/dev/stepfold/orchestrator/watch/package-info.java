@NullMarked
package dev.stepfold.orchestrator.watch;

import org.jspecify.annotations.NullMarked;
