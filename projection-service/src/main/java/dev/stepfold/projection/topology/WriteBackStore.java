package dev.stepfold.projection.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the states of the documents in use decoded, in front of a store of bytes.
 *
 * <pre>
 * event ─▶ get, fold, put ─▶ states in memory ─┬─ commit, or no room ─▶ store of bytes ─▶ changelog
 * query ─▶ get ─────────────────────┘          └─ not there ──────────▶ store of bytes
 * </pre>
 *
 * <p><b>Nothing is lost.</b> A state is encoded and written when Streams commits, <em>before</em> the offsets are
 * committed, which is what {@link #flushCache} is for: {@link #commit} comes after them, and only now and then. It is
 * also written when there is no room for it any more. A crash loses what was not committed; the events since are read
 * again and fold to the same states.
 *
 * <p><b>Queries see what was folded</b>, not only what was written. A state stays here until the store of bytes has it.
 *
 * <p><b>Threads.</b> Only the stream thread puts and writes. Any thread may get; it may leave what it read here, and
 * push out what is written already. No lock is held while a state is encoded, read or written, because writing may wait
 * for Kafka.
 *
 * <p>The base class has to be this one of Kafka's, although it is internal: by it Streams recognises a store that has
 * to be flushed before a commit and cleared when a task becomes a standby, and one whose changelog records carry
 * timestamps.
 */
final class WriteBackStore
        extends WrappedStateStore<TimestampedKeyValueStore<String, byte[]>, String, ValueAndTimestamp<StoredState>>
        implements TimestampedKeyValueStore<String, StoredState> {
    /** What one byte of JSON takes here: about seven bytes decoded, and itself once it was made. */
    private static final int BYTES_PER_BYTE_OF_JSON = 8;

    /** What any state takes. */
    private static final int BYTES_PER_STATE = 2 * 1024;

    private final StoredStateSerde serde;
    private final StatesInMemory bound;
    private final Object lock = new Object();

    /** Least recently used first; guarded by the lock, like all that follows. */
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** Rises whenever the store of bytes may have changed: what was read before must not be kept. */
    private long writes;

    /**
     * Whether this store is known to belong to a running task: a standby's or restoring task's changes without this
     * store's knowledge, so nothing that was read of it may be kept.
     */
    private boolean running;

    /**
     * A store in front of another.
     *
     * @param bytes the other, without a cache
     * @param bound how much may be held here
     */
    WriteBackStore(TimestampedKeyValueStore<String, byte[]> bytes, StoredStateSerde serde, StatesInMemory bound) {
        super(bytes);
        this.serde = serde;
        this.bound = bound;
    }

    @Override
    public @Nullable ValueAndTimestamp<StoredState> get(String key) {
        long writesBefore;
        synchronized (lock) {
            Entry entry = entries.get(key);
            if (entry != null) {
                return entry.value;
            }
            writesBefore = writes;
        }
        ValueAndTimestamp<StoredState> read = decoded(wrapped().get(key));
        if (read != null) {
            keep(key, new Entry(read, false), writesBefore);
        }
        return read;
    }

    /** Keeps what was read, if there is room for it or something that is written already can go. */
    private void keep(String key, Entry read, long writesBefore) {
        synchronized (lock) {
            if (!running || writes != writesBefore || entries.containsKey(key)) {
                return;
            }
            while (bound.isExceededBy(entries.size() + 1, bytes + read.bytes)) {
                Map.Entry<String, Entry> eldest = entries.firstEntry();
                if (eldest == null || eldest.getValue().unwritten) {
                    return;
                }
                remove(eldest.getKey());
            }
            add(key, read);
        }
    }

    @Override
    public void put(String key, @Nullable ValueAndTimestamp<StoredState> value) {
        if (!isOpen()) {
            throw new InvalidStateStoreException("store " + name() + " is closed");
        }
        synchronized (lock) {
            noteRunning();
            add(key, new Entry(value, true));
        }
        makeRoom();
    }

    @Override
    public @Nullable ValueAndTimestamp<StoredState> putIfAbsent(
            String key, @Nullable ValueAndTimestamp<StoredState> value) {
        ValueAndTimestamp<StoredState> before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<String, ValueAndTimestamp<StoredState>>> all) {
        all.forEach(each -> put(each.key, each.value));
    }

    @Override
    public @Nullable ValueAndTimestamp<StoredState> delete(String key) {
        ValueAndTimestamp<StoredState> before = get(key);
        put(key, null);
        return before;
    }

    /** What is in the range, after everything was written; for the stream thread only. */
    @Override
    public KeyValueIterator<String, ValueAndTimestamp<StoredState>> range(@Nullable String from, @Nullable String to) {
        flushCache();
        return new DecodedStates(wrapped().range(from, to));
    }

    /** Everything, after it was written; for the stream thread only. */
    @Override
    public KeyValueIterator<String, ValueAndTimestamp<StoredState>> all() {
        return range(null, null);
    }

    /** How many states are in memory. */
    int inMemory() {
        synchronized (lock) {
            return entries.size();
        }
    }

    @Override
    public long approximateNumEntries() {
        return wrapped().approximateNumEntries();
    }

    /** Not answered: the store of bytes would answer without what is not written yet. */
    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound positionBound, QueryConfig config) {
        return QueryResult.forUnknownQueryType(query, this);
    }

    private void makeRoom() {
        while (true) {
            Map.Entry<String, Entry> eldest;
            synchronized (lock) {
                eldest = entries.firstEntry();
                if (eldest == null || !bound.isExceededBy(entries.size(), bytes)) {
                    return;
                }
            }
            write(eldest.getKey(), eldest.getValue());
            synchronized (lock) {
                remove(eldest.getKey());
            }
        }
    }

    private void write(String key, Entry entry) {
        if (!entry.unwritten) {
            return;
        }
        ValueAndTimestamp<StoredState> value = entry.value;
        byte[] encoded = value == null ? null : serde.encode(value.value());
        wrapped().put(key, value == null ? null : ValueAndTimestamp.make(encoded, value.timestamp()));
        synchronized (lock) {
            writes++;
            if (value == null) {
                remove(key);
            } else {
                bytes -= entry.bytes;
                entry.written(serde.asWritten(value.value(), encoded));
                bytes += entry.bytes;
            }
        }
    }

    /** Writes all states that are not written yet: Streams calls this before it commits the offsets. */
    @Override
    public void flushCache() {
        List<Map.Entry<String, Entry>> unwritten = new ArrayList<>();
        synchronized (lock) {
            noteRunning();
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                if (entry.getValue().unwritten) {
                    unwritten.add(Map.entry(entry.getKey(), entry.getValue()));
                }
            }
        }
        unwritten.forEach(entry -> write(entry.getKey(), entry.getValue()));
        makeRoom();
        super.flushCache();
    }

    /** Forgets all states: the task is about to become a standby's or to cease being one. */
    @Override
    public void clearCache() {
        forget();
        super.clearCache();
    }

    /** Forgets what was not committed, as a crash does; after a commit there is no such state. */
    @Override
    public void close() {
        forget();
        super.close();
    }

    /** What was read until now may have been restored since. */
    private void noteRunning() {
        if (!running) {
            running = true;
            writes++;
        }
    }

    private void forget() {
        synchronized (lock) {
            if (!entries.isEmpty()) {
                bound.leave();
            }
            entries.clear();
            bytes = 0;
            writes++;
            running = false;
        }
    }

    private void add(String key, Entry entry) {
        if (entries.isEmpty()) {
            bound.join();
        }
        Entry before = entries.put(key, entry);
        bytes += entry.bytes - (before == null ? 0 : before.bytes);
    }

    private void remove(String key) {
        Entry removed = entries.remove(key);
        if (removed != null) {
            bytes -= removed.bytes;
            if (entries.isEmpty()) {
                bound.leave();
            }
        }
    }

    private @Nullable ValueAndTimestamp<StoredState> decoded(@Nullable ValueAndTimestamp<byte[]> stored) {
        return stored == null
                ? null
                : ValueAndTimestamp.makeAllowNullable(serde.decode(stored.value()), stored.timestamp());
    }

    /** A state here; guarded by the lock. */
    private static final class Entry {
        private @Nullable ValueAndTimestamp<StoredState> value;
        private boolean unwritten;
        private long bytes;

        /**
         * An entry.
         *
         * @param value null for a document that was deleted
         * @param unwritten whether the store of bytes does not have it yet
         */
        Entry(@Nullable ValueAndTimestamp<StoredState> value, boolean unwritten) {
            this.value = value;
            this.unwritten = unwritten;
            this.bytes = bytes(value);
        }

        void written(StoredState asWritten) {
            value = ValueAndTimestamp.make(asWritten, value == null ? 0 : value.timestamp());
            unwritten = false;
            bytes = bytes(value);
        }

        private static long bytes(@Nullable ValueAndTimestamp<StoredState> value) {
            return value != null && value.value() instanceof StoredState.Current current
                    ? BYTES_PER_STATE + BYTES_PER_BYTE_OF_JSON * current.bytes()
                    : BYTES_PER_STATE;
        }
    }

    private final class DecodedStates implements KeyValueIterator<String, ValueAndTimestamp<StoredState>> {
        private final KeyValueIterator<String, ValueAndTimestamp<byte[]>> stored;

        DecodedStates(KeyValueIterator<String, ValueAndTimestamp<byte[]>> stored) {
            this.stored = stored;
        }

        @Override
        public boolean hasNext() {
            return stored.hasNext();
        }

        @Override
        public KeyValue<String, ValueAndTimestamp<StoredState>> next() {
            KeyValue<String, ValueAndTimestamp<byte[]>> next = stored.next();
            return KeyValue.pair(next.key, decoded(next.value));
        }

        @Override
        public String peekNextKey() {
            return stored.peekNextKey();
        }

        @Override
        public void close() {
            stored.close();
        }
    }
}
