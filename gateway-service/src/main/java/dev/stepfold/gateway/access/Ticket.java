package dev.stepfold.gateway.access;

import java.time.Instant;

/**
 * Opens one stream of one document, once: for clients that cannot send headers.
 *
 * @param value the value in the address; opaque to whoever reads it there
 * @param expiresAt until when it can be used
 */
public record Ticket(String value, Instant expiresAt) {
    /** Leaves the ticket out: it must not get into a log. */
    @Override
    public String toString() {
        return "Ticket[expiresAt=" + expiresAt + "]";
    }
}
