package dev.stepfold.projection.topology;

import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/** A store of bytes in memory that records what was asked of it, and can be made to hang. */
final class BytesStore implements TimestampedKeyValueStore<String, byte[]> {
    private final ConcurrentSkipListMap<String, ValueAndTimestamp<byte[]>> values = new ConcurrentSkipListMap<>();
    private final List<String> puts = Collections.synchronizedList(new ArrayList<>());
    private final List<String> gets = Collections.synchronizedList(new ArrayList<>());
    private volatile Runnable afterGet = () -> {};
    private volatile Runnable beforePut = () -> {};
    private volatile boolean open = true;

    /** The keys that were put, in order. */
    List<String> puts() {
        return List.copyOf(puts);
    }

    /** The keys that were read, in order. */
    List<String> gets() {
        return List.copyOf(gets);
    }

    /** What happens between a read of the value and the return of it. */
    void afterGet(Runnable hook) {
        afterGet = hook;
    }

    void beforePut(Runnable hook) {
        beforePut = hook;
    }

    /** The state of a document as its bytes say; null if there are none. */
    @Nullable StoredState stored(String key) {
        ValueAndTimestamp<byte[]> value = values.get(key);
        return value == null ? null : serde().decode(value.value());
    }

    /** Changes a value as the restoration of a changelog does. */
    void restore(DocumentState state) {
        byte[] bytes = serde().encode(new StoredState.Current(state));
        values.put(state.documentId().value(), ValueAndTimestamp.make(bytes, 0));
    }

    private static StoredStateSerde serde() {
        return new StoredStateSerde(1_000_000);
    }

    @Override
    public @Nullable ValueAndTimestamp<byte[]> get(String key) {
        gets.add(key);
        ValueAndTimestamp<byte[]> value = values.get(key);
        afterGet.run();
        return value;
    }

    @Override
    public void put(String key, @Nullable ValueAndTimestamp<byte[]> value) {
        beforePut.run();
        puts.add(key);
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    @Override
    public @Nullable ValueAndTimestamp<byte[]> putIfAbsent(String key, ValueAndTimestamp<byte[]> value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<String, ValueAndTimestamp<byte[]>>> all) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ValueAndTimestamp<byte[]> delete(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<String, ValueAndTimestamp<byte[]>> range(@Nullable String from, @Nullable String to) {
        Iterator<Map.Entry<String, ValueAndTimestamp<byte[]>>> all = values.entrySet().stream()
                .filter(entry -> from == null || entry.getKey().compareTo(from) >= 0)
                .filter(entry -> to == null || entry.getKey().compareTo(to) <= 0)
                .iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public KeyValue<String, ValueAndTimestamp<byte[]>> next() {
                Map.Entry<String, ValueAndTimestamp<byte[]>> next = all.next();
                return KeyValue.pair(next.getKey(), next.getValue());
            }

            @Override
            public String peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public KeyValueIterator<String, ValueAndTimestamp<byte[]>> all() {
        return range(null, null);
    }

    @Override
    public long approximateNumEntries() {
        return values.size();
    }

    @Override
    public String name() {
        return "documents";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        reopen();
    }

    void reopen() {
        open = true;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
