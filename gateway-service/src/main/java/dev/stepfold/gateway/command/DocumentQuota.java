package dev.stepfold.gateway.command;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many documents there may be. Every document has a topic, every topic costs the broker file descriptors and memory,
 * and a broker that runs out of them dies; so new documents are refused well before.
 *
 * <p>Counts the topics of the last listing, and the documents admitted that it did not show yet. Each gateway counts for
 * itself: several together may overshoot by what they admit between two listings.
 */
public final class DocumentQuota {
    /** An admitted document whose topic has not come by then was refused by the orchestrator. */
    private static final Duration ADMITTED_KEPT = Duration.ofMinutes(1);

    private final int max;
    private final Clock clock;
    private final Map<String, Instant> admitted = new HashMap<>();
    private Set<String> listed = Set.of();

    /** @param max how many document topics there may be */
    public DocumentQuota(int max, Clock clock) {
        this.max = max;
        this.clock = clock;
    }

    /** Counts the document in, unless there are too many. */
    public synchronized boolean admit(DocumentId documentId) {
        if (listed.size() + admitted.size() >= max) {
            return false;
        }
        admitted.put(Topics.document(documentId), clock.instant());
        return true;
    }

    /** Counts out a document that was admitted and could not be asked for. */
    public synchronized void withdraw(DocumentId documentId) {
        admitted.remove(Topics.document(documentId));
    }

    /** Takes in a listing of all topics. */
    public synchronized void listed(Set<String> topics) {
        Set<String> ofDocuments = new HashSet<>(topics);
        ofDocuments.removeIf(topic -> !topic.startsWith(Topics.DOCUMENT_PREFIX));
        listed = ofDocuments;
        Instant keptSince = clock.instant().minus(ADMITTED_KEPT);
        admitted.entrySet()
                .removeIf(entry ->
                        listed.contains(entry.getKey()) || entry.getValue().isBefore(keptSince));
    }

    /** How many count now. */
    public synchronized int counted() {
        return listed.size() + admitted.size();
    }
}
