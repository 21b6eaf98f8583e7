@NullMarked
package dev.stepfold.orchestrator.openai;

import org.jspecify.annotations.NullMarked;
