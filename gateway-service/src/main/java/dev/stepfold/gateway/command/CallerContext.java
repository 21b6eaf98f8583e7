package dev.stepfold.gateway.command;

import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.Traceparent;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, beside what is asked.
 *
 * @param owner the caller
 * @param idempotencyKey makes the call repeatable (draft-ietf-httpapi-idempotency-key-header); null where none was given
 * @param trace the trace that the call belongs to
 */
public record CallerContext(Owner owner, @Nullable String idempotencyKey, Traceparent trace) {}
