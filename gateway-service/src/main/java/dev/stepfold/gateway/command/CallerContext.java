package dev.stepfold.gateway.command;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.Traceparent;
import org.jspecify.annotations.Nullable;

/**
 * The part of a call that is not its request.
 *
 * @param caller the caller
 * @param idempotencyKey makes the call repeatable (draft-ietf-httpapi-idempotency-key-header); null if none was given
 * @param trace the trace that the call belongs to
 */
public record CallerContext(Caller caller, @Nullable String idempotencyKey, Traceparent trace) {
    /** The owner of the documents that the caller creates. */
    public Owner owner() {
        return caller.owner();
    }
}
