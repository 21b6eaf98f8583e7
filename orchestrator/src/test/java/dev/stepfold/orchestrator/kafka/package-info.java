@NullMarked
package dev.stepfold.orchestrator.kafka;

import org.jspecify.annotations.NullMarked;
