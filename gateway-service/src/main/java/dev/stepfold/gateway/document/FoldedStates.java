package dev.stepfold.gateway.document;

import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decoded states that this gateway folded last, so that the recent events of a document in use need not be folded
 * into the projection's state, which has to be asked for and decoded, each time. A state here may be old, or that of an erased
 * document: it counts only with recent events that continue it.
 *
 * <p>Bounded by bytes, which are estimated. The states that were not used for the longest time leave first; a state that takes
 * more than an eighth of all is not kept. Safe for use by many threads.
 */
final class FoldedStates {
    /** What the states may take of the heap. */
    private static final int HEAP_SHARE = 8;

    /** What one document may take of that. */
    private static final int DOCUMENT_SHARE = 8;

    /** Objects, maps and strings take some seven times their JSON. */
    private static final int BYTES_PER_BYTE_OF_JSON = 8;

    /** What any state takes. */
    private static final int BYTES_PER_STATE = 2 * 1024;

    /** Least recently used first. */
    private final LinkedHashMap<DocumentId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private final long bytesMax;
    private long bytes;

    /** @param bytesMax how many bytes the states take at most */
    FoldedStates(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Bounded by a share of this process's heap. */
    static FoldedStates boundedByHeap() {
        return new FoldedStates(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    /** The state that was folded last, if it is still here. */
    synchronized Optional<DocumentState> find(DocumentId documentId) {
        return Optional.ofNullable(entries.get(documentId)).map(Entry::state);
    }

    /**
     * Keeps a state in place of the one that it follows. Its size is estimated by that of the other and the events in between. Once
     * all of these are as long as the state was, it is encoded to be measured, because most of what events bring replaces something.
     *
     * @param before the state that the events were folded into
     * @param eventBytes the length of their JSON
     */
    void keep(DocumentState state, DocumentState before, long eventBytes) {
        Entry kept = entry(state.documentId());
        if (kept == null
                || !Mark.of(kept.state).equals(Mark.of(before))
                || kept.eventBytes + eventBytes > kept.stateBytes) {
            put(new Entry(state, JsonCodec.STATES.encode(state).length, 0));
        } else if (eventBytes > 0) {
            put(new Entry(state, kept.stateBytes, kept.eventBytes + eventBytes));
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
    private record Entry(DocumentState state, long stateBytes, long eventBytes) {
        long bytes() {
            return BYTES_PER_STATE + BYTES_PER_BYTE_OF_JSON * (stateBytes + eventBytes);
        }
    }
}
