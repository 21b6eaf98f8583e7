package dev.stepfold.gateway.command;

import dev.stepfold.gateway.access.Caller;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.Traceparent;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, beside what is asked.
 *
 * @param caller who it is
 * @param idempotencyKey makes the call repeatable (draft-ietf-httpapi-idempotency-key-header); null where none was given
 * @param trace the trace that the call belongs to
 */
public record CallerContext(Caller caller, @Nullable String idempotencyKey, Traceparent trace) {
    /** Whom the documents belong to that the caller makes. */
    public Owner owner() {
        return caller.owner();
    }
}
