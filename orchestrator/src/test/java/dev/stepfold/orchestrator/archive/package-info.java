@NullMarked
package dev.stepfold.orchestrator.archive;

import org.jspecify.annotations.NullMarked;
