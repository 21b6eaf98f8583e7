package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The states that this gateway knew last, to be brought up to date in place of the projection's, which has to be asked for and
 * decoded each time. A state here may be old, or that of an erased document: it counts only with a log, or with recent
 * events, that continue it.
 *
 * <p>Bounded by bytes, which are estimated, to within half and twice as many. The states that were not used for the longest
 * time leave first; a state that takes more than an eighth of all is not kept. Safe for use by many threads.
 */
final class RecentStates {
    /** What the states may take of the heap. */
    private static final int HEAP_SHARE = 8;

    /** What one document may take of that. */
    private static final int DOCUMENT_SHARE = 8;

    /** Objects, maps and strings take some seven times their JSON, and the JSON may be there as well. */
    private static final int BYTES_PER_BYTE_OF_JSON = 8;

    /** What any state takes. */
    private static final int BYTES_PER_STATE = 2 * 1024;

    /** Least recently used first. */
    private final LinkedHashMap<DocumentId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private final long bytesMax;
    private long bytes;

    /** @param bytesMax how many bytes the states take at most */
    RecentStates(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Bounded by a share of this process's heap. */
    static RecentStates boundedByHeap() {
        return new RecentStates(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** The state that was known last, if it is still here. */
    synchronized Optional<EncodedState> find(DocumentId documentId) {
        return Optional.ofNullable(entries.get(documentId)).map(Entry::state);
    }

    /** Keeps a state; its JSON is made, to measure it. */
    void keep(EncodedState state) {
        put(new Entry(state, state.json().length, 0));
    }

    /**
     * Keeps a state in place of the one that it follows. It is taken to be as large as that, because most of what events bring
     * replaces something. It is measured once the events since the last time are as long as the state was.
     *
     * @param before the state that the events were folded into
     * @param eventBytes the length of their JSON
     */
    void keep(DocumentState state, DocumentState before, long eventBytes) {
        Entry kept = entry(state.documentId());
        if (kept == null
                || !kept.state.outline().equals(StateOutline.of(before))
                || kept.eventBytes + eventBytes > kept.stateBytes) {
            keep(EncodedState.of(state));
        } else if (eventBytes > 0) {
            put(new Entry(EncodedState.of(state), kept.stateBytes, kept.eventBytes + eventBytes));
        }
    }

    private synchronized @Nullable Entry entry(DocumentId documentId) {
        return entries.get(documentId);
    }

    private synchronized void put(Entry entry) {
        remove(entry.state.documentId());
        if (entry.bytes() > bytesMax / DOCUMENT_SHARE) {
            return;
        }
        entries.put(entry.state.documentId(), entry);
        bytes += entry.bytes();
        while (bytes > bytesMax) {
            remove(entries.firstEntry().getKey());
        }
    }

    private void remove(DocumentId documentId) {
        Entry removed = entries.remove(documentId);
        if (removed != null) {
            bytes -= removed.bytes();
        }
    }

    /**
     * A state.
     *
     * @param stateBytes the length of its JSON when it was last measured
     * @param eventBytes that of the events since
     */
    private record Entry(EncodedState state, long stateBytes, long eventBytes) {
        long bytes() {
            return BYTES_PER_STATE + BYTES_PER_BYTE_OF_JSON * stateBytes;
        }
    }
}
