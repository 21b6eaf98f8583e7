@NullMarked
package dev.stepfold.orchestrator.embedding;

import org.jspecify.annotations.NullMarked;
