package dev.stepfold.projection.topology;

import dev.stepfold.schemas.DocumentId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The documents whose states may not be what their logs fold to, until they were folded anew. Named by the stream thread,
 * which sees an event that does not fit, and by the sweep of the logs' ends.
 *
 * <p>At most {@value #DOCUMENTS_MAX} are remembered. A further one is found again by a later sweep.
 *
 * <p>Safe for use by many threads.
 */
public final class Suspects {
    /** How many documents are remembered, of all partitions together. */
    public static final int DOCUMENTS_MAX = 10_000;

    private final Map<Integer, LinkedHashMap<DocumentId, Cause>> byPartition = new HashMap<>();
    private int count;

    /** What made a document suspect. */
    public enum Cause {
        /** Events are missing in the feed. */
        HOLE("hole"),
        /** The feed has an event of another log than that which the state comes from. */
        FORK("fork"),
        /** The log ends before the state. */
        LOG_SHORTER("log-shorter"),
        /** The log goes on behind the state, and the feed brings nothing more. */
        LOG_LONGER("log-longer"),
        /** An earlier version folded the state: no loss, but an upgrade. */
        EARLIER_FOLD("earlier-fold");

        private final String code;

        Cause(String code) {
            this.code = code;
        }

        /** The stable name, for metrics. */
        public String code() {
            return code;
        }
    }

    /** A document and the cause. */
    record Suspect(DocumentId documentId, Cause cause) {}

    /**
     * Adds a document. One that is there already stays as it is.
     *
     * @return whether it is remembered
     */
    public synchronized boolean add(int partition, DocumentId documentId, Cause cause) {
        LinkedHashMap<DocumentId, Cause> ofPartition =
                byPartition.computeIfAbsent(partition, _ -> new LinkedHashMap<>());
        if (ofPartition.containsKey(documentId)) {
            return true;
        }
        if (count >= DOCUMENTS_MAX) {
            return false;
        }
        ofPartition.put(documentId, cause);
        count++;
        return true;
    }

    /** The document of a partition that is the next; it stays. */
    synchronized Optional<Suspect> first(int partition) {
        LinkedHashMap<DocumentId, Cause> ofPartition = byPartition.get(partition);
        return ofPartition == null || ofPartition.isEmpty()
                ? Optional.empty()
                : Optional.of(new Suspect(
                        ofPartition.firstEntry().getKey(),
                        ofPartition.firstEntry().getValue()));
    }

    /** Puts a document behind the others of its partition, so that it does not hold them up. */
    synchronized void defer(int partition, DocumentId documentId) {
        LinkedHashMap<DocumentId, Cause> ofPartition = byPartition.get(partition);
        Cause cause = ofPartition == null ? null : ofPartition.remove(documentId);
        if (ofPartition != null && cause != null) {
            ofPartition.put(documentId, cause);
        }
    }

    synchronized void remove(int partition, DocumentId documentId) {
        LinkedHashMap<DocumentId, Cause> ofPartition = byPartition.get(partition);
        if (ofPartition != null && ofPartition.remove(documentId) != null) {
            count--;
        }
    }

    /** Forgets the documents of all partitions but these. */
    public synchronized void retain(Set<Integer> partitions) {
        byPartition.keySet().retainAll(partitions);
        count = byPartition.values().stream().mapToInt(Map::size).sum();
    }

    /** How many there are. */
    public synchronized int count() {
        return count;
    }
}
