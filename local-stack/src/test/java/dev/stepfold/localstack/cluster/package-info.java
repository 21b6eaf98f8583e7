/** A Kafka cluster of three brokers, each a process of its own, for tests that kill, freeze and restart brokers. */
@NullMarked
package dev.stepfold.localstack.cluster;

import org.jspecify.annotations.NullMarked;
