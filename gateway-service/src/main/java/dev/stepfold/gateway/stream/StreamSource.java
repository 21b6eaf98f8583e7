package dev.stepfold.gateway.stream;

import java.time.Duration;

/** What a client's stream returns, one after the other. Not safe for several threads, except {@link #close}. */
public interface StreamSource extends AutoCloseable {
    /** What to send next; waits for it. After {@link Next.End} nothing else comes. */
    Next next();

    /** What to send next; waits for it for {@code patience}, and then returns {@link Next.Heartbeat}. */
    Next next(Duration patience);

    /** Ends the stream, and wakes {@link #next} if it waits. Closing again does nothing. */
    @Override
    void close();
}
