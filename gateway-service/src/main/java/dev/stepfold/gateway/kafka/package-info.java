/** How Kafka is reached: topics, the quota of document topics, health. */
@NullMarked
package dev.stepfold.gateway.kafka;

import org.jspecify.annotations.NullMarked;
