/** Runs everything on one machine: an embedded Apache Kafka broker and the three services as processes. */
@NullMarked
package dev.stepfold.localstack;

import org.jspecify.annotations.NullMarked;
