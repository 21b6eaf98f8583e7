package dev.stepfold.gateway.access;

import java.time.Instant;

/**
 * Opens one stream of one document, once: for clients that cannot send headers.
 *
 * @param value what stands in the address; says nothing to whoever reads it there
 * @param expiresAt until when it can be used
 */
public record Ticket(String value, Instant expiresAt) {
    /** Does not tell the ticket: it must not come into a log. */
    @Override
    public String toString() {
        return "Ticket[expiresAt=" + expiresAt + "]";
    }
}
