package dev.stepfold.documentlog;

import java.util.Locale;
import java.util.Optional;

/**
 * When Kafka has the disk hold what it acknowledges. Kafka acknowledges a record that is in the memory of the operating
 * system, and relies on its replicas; where there is one replica, a power cut takes acknowledged records
 * (<a href="https://kafka.apache.org/documentation/#appvsosflush">application versus OS flush management</a>).
 */
public enum Flush {
    /**
     * Before it is acknowledged ({@code flush.messages=1}): every append waits for the disk, and no reader sees a record
     * before that.
     */
    EVERY_APPEND,

    /** When the operating system writes it, some 30 s later. */
    OS;

    /** Replicas from which on an acknowledged record is on several machines. */
    static final int REPLICAS_INSTEAD = 3;

    /**
     * As in {@code STEPFOLD_FLUSH}, such as {@code every-append}.
     *
     * @return empty for a blank name
     * @throws IllegalArgumentException with a sentence for the user if there is no such flush
     */
    public static Optional<Flush> named(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT).replace('-', '_')) {
            case "" -> Optional.empty();
            case "every_append" -> Optional.of(EVERY_APPEND);
            case "os" -> Optional.of(OS);
            default -> throw new IllegalArgumentException("STEPFOLD_FLUSH must be every-append or os, not " + name);
        };
    }

    /**
     * What is safe with this many copies of each topic. With fewer than three, one copy alone may have acknowledged a
     * record.
     */
    public static Flush safeFor(short replicationFactor) {
        return replicationFactor < REPLICAS_INSTEAD ? EVERY_APPEND : OS;
    }
}
