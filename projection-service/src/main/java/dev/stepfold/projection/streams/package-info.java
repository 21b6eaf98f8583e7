/** Running Kafka Streams: settings, memory bounds, and coming back after a failure. */
@NullMarked
package dev.stepfold.projection.streams;

import org.jspecify.annotations.NullMarked;
