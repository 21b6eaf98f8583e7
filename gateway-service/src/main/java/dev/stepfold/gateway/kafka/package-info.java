/** Access to Kafka: commands, the list of topics, health. */
@NullMarked
package dev.stepfold.gateway.kafka;

import org.jspecify.annotations.NullMarked;
