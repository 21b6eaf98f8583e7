/** The read side of the Durable Streams protocol, in its JSON mode: a document's events as one append-only stream. */
@NullMarked
package dev.stepfold.gateway.durablestreams;

import org.jspecify.annotations.NullMarked;
