package dev.stepfold.gateway.access;

import dev.stepfold.schemas.Owner;
import java.time.Instant;

/**
 * Who asks.
 *
 * @param owner whom the documents belong to that the caller makes
 * @param seesAll whether the caller may see everybody's documents: an administrator, or anybody where there is no
 *     authentication
 * @param validUntil when what the caller has proved it with expires; {@link Instant#MAX} for never
 */
public record Caller(Owner owner, boolean seesAll, Instant validUntil) {
    /** Everybody, where no authentication is configured. */
    public static final Caller LOCAL = new Caller(Owner.LOCAL, true, Instant.MAX);

    /** Whether the caller may see what belongs to {@code other}. */
    public boolean maySee(Owner other) {
        return seesAll || owner.equals(other);
    }
}
