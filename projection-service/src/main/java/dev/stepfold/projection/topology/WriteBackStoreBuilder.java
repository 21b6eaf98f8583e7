package dev.stepfold.projection.topology;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;

/** Builds a {@link WriteBackStore} for each partition, in front of what another builder builds. */
final class WriteBackStoreBuilder implements StoreBuilder<TimestampedKeyValueStore<String, StoredState>> {
    private final StoreBuilder<TimestampedKeyValueStore<String, byte[]>> bytes;
    private final StoredStateSerde serde;
    private final StatesInMemory bound;

    /**
     * A builder.
     *
     * @param bytes builds stores without a cache
     * @param bound how much all stores together may hold in memory
     */
    WriteBackStoreBuilder(
            StoreBuilder<TimestampedKeyValueStore<String, byte[]>> bytes,
            StoredStateSerde serde,
            StatesInMemory bound) {
        this.bytes = bytes;
        this.serde = serde;
        this.bound = bound;
    }

    @Override
    public TimestampedKeyValueStore<String, StoredState> build() {
        return new WriteBackStore(bytes.build(), serde, bound);
    }

    /** Nothing to do: the states in memory are the cache. */
    @Override
    public StoreBuilder<TimestampedKeyValueStore<String, StoredState>> withCachingEnabled() {
        return this;
    }

    /** Nothing to do: Streams calls this for every store if its own cache has no room. */
    @Override
    public StoreBuilder<TimestampedKeyValueStore<String, StoredState>> withCachingDisabled() {
        return this;
    }

    @Override
    public StoreBuilder<TimestampedKeyValueStore<String, StoredState>> withLoggingEnabled(Map<String, String> config) {
        var _ = bytes.withLoggingEnabled(config);
        return this;
    }

    @Override
    public StoreBuilder<TimestampedKeyValueStore<String, StoredState>> withLoggingDisabled() {
        var _ = bytes.withLoggingDisabled();
        return this;
    }

    @Override
    public Map<String, String> logConfig() {
        return bytes.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
        return bytes.loggingEnabled();
    }

    @Override
    public String name() {
        return bytes.name();
    }
}
