package dev.stepfold.orchestrator.commands;

import dev.stepfold.schemas.DocumentId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The documents that were seen at rest with everything forwarded, and where their topics ended then. A topic that still
 * ends there need not be looked at. Holds at most {@code documentsMax}; further documents are looked at again.
 *
 * <p>Safe for use by many threads.
 */
final class SeenAtRest {
    private final int documentsMax;
    private final Map<DocumentId, Long> ends = new HashMap<>();

    /** The documents that wait for a command which may be lost; few. */
    private final Map<DocumentId, Long> stuck = new HashMap<>();

    /** The documents that were seen since {@link #beginListing}; at most {@code documentsMax}, further ones are forgotten and looked at. */
    private final Set<DocumentId> sinceListing = new HashSet<>();

    SeenAtRest(int documentsMax) {
        this.documentsMax = documentsMax;
    }

    /**
     * A document has nothing to do, and its topic ends at this offset.
     *
     * @param isStuck whether its run is not at rest, but waits for a command that may be lost
     */
    synchronized void add(DocumentId documentId, long endOffset, boolean isStuck) {
        if (sinceListing.size() < documentsMax) {
            sinceListing.add(documentId);
        }
        if (isStuck) {
            stuck.put(documentId, endOffset);
            ends.remove(documentId);
        } else if (ends.size() < documentsMax || ends.containsKey(documentId)) {
            ends.put(documentId, endOffset);
        }
    }

    /** Whether the document was at rest when its topic ended at this offset. */
    synchronized boolean holds(DocumentId documentId, long endOffset) {
        Long end = ends.get(documentId);
        return end != null && end == endOffset;
    }

    /** Whether the document was stuck when its topic ended at this offset. */
    synchronized boolean isStuck(DocumentId documentId, long endOffset) {
        Long end = stuck.get(documentId);
        return end != null && end == endOffset;
    }

    /** Whether the document was at rest at any time. */
    synchronized boolean knows(DocumentId documentId) {
        return ends.containsKey(documentId);
    }

    /** Where the document's topic ended when it was last at rest or stuck; 0 if that is not known. */
    synchronized long end(DocumentId documentId) {
        return Math.max(ends.getOrDefault(documentId, 0L), stuck.getOrDefault(documentId, 0L));
    }

    /** All documents are about to be listed. One that is seen from now on may not be in the list, and is there all the same. */
    synchronized void beginListing() {
        sinceListing.clear();
    }

    /** Forgets the documents that are not in the list. */
    synchronized void keepListed(Predicate<DocumentId> listed) {
        keepOnly(documentId -> listed.test(documentId) || sinceListing.contains(documentId));
    }

    /** Forgets the documents that do not match. */
    synchronized void keepOnly(Predicate<DocumentId> kept) {
        ends.keySet().removeIf(kept.negate());
        stuck.keySet().removeIf(kept.negate());
    }
}
