/** Runs Kafka Streams: settings, memory bounds, and recovery after a failure. */
@NullMarked
package dev.stepfold.projection.streams;

import org.jspecify.annotations.NullMarked;
