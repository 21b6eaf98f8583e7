/** The orchestrator's ports on Apache Kafka. */
@NullMarked
package dev.stepfold.orchestrator.kafka;

import org.jspecify.annotations.NullMarked;
