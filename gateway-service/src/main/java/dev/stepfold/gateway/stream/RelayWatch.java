package dev.stepfold.gateway.stream;

import java.time.Duration;

/** Is told how the relay keeps up, on the relay's thread. */
public interface RelayWatch {
    /** Tells nobody. */
    RelayWatch NONE = new RelayWatch() {};

    /** An event was passed on, so long after it was written to the feed; not negative. */
    default void relayed(Duration since) {}

    /** So many events of the feed were not read yet. */
    default void behind(long events) {}
}
