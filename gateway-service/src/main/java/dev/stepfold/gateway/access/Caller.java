package dev.stepfold.gateway.access;

import dev.stepfold.schemas.Owner;
import java.time.Instant;

/**
 * The caller of a request.
 *
 * @param owner the owner of the documents that the caller creates
 * @param seesAll whether the caller may see all documents: an administrator, or any caller if there is no
 *     authentication
 * @param validUntil when the caller's credentials expire; {@link Instant#MAX} for never
 */
public record Caller(Owner owner, boolean seesAll, Instant validUntil) {
    /** Every caller, if no authentication is configured. */
    public static final Caller LOCAL = new Caller(Owner.LOCAL, true, Instant.MAX);

    /** Whether the caller may see the documents of {@code other}. */
    public boolean maySee(Owner other) {
        return seesAll || owner.equals(other);
    }
}
