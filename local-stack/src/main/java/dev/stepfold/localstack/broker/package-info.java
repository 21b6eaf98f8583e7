/** One Apache Kafka broker with its own controller (KRaft), embedded in a process of its own. */
@NullMarked
package dev.stepfold.localstack.broker;

import org.jspecify.annotations.NullMarked;
