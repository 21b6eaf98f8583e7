package dev.stepfold.orchestrator.document;

import dev.stepfold.schemas.codec.Traceparent;

/**
 * What a writer says of an append besides its events.
 *
 * @param trace the trace that the events belong to
 * @param forwarded up to which sequence the document's events are known to be durable in the feed;
 *     {@link dev.stepfold.documentlog.DocumentLogSlice#NONE_FORWARDED} for none
 * @param continues whether this writer's previous append to this topic was acknowledged. The broker then knows the
 *     writer, and the events may be sent together
 */
public record AppendContext(Traceparent trace, long forwarded, boolean continues) {}
