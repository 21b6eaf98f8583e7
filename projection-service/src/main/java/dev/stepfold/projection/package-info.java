/** Kafka Streams: events to document state, answered over HTTP. */
@NullMarked
package dev.stepfold.projection;

import org.jspecify.annotations.NullMarked;
