package dev.stepfold.gateway.stream;

import dev.stepfold.gateway.stream.Next.EndReason;

/**
 * How one client's stream is written: what each {@link Next} becomes on the wire. It may remember what it has written to that
 * client, and is not shared.
 */
public interface StreamFormat {
    /** What comes before everything else; may be empty. */
    byte[] opening();

    /** What {@code next} becomes; empty if it is not told to the client. After {@link Next.End} the body ends. */
    byte[] write(Next next);

    /** Whether the client is to be told at once that nothing more is there now: by a {@link Next.Heartbeat} without a wait. */
    default boolean isImpatient() {
        return false;
    }

    /**
     * Whether the connection is cut at that end, so that the client comes back: some clients take a body that ends for the end
     * of everything.
     */
    default boolean isCutAt(EndReason reason) {
        return false;
    }

    /** Whether the body ends before the stream does. */
    default boolean isOver() {
        return false;
    }
}
