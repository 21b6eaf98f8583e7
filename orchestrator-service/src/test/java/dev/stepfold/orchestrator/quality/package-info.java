@NullMarked
package dev.stepfold.orchestrator.quality;

import org.jspecify.annotations.NullMarked;
