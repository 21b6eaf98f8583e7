package dev.stepfold.gateway.command;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Limits how many documents there are. Every document has a topic, every topic costs the broker file descriptors and
 * memory, and a broker that runs out of them dies. New documents are therefore refused well before.
 *
 * <p>Counts the topics of the last listing and the admitted documents that it did not show yet. Each gateway counts by
 * itself: several gateways together may exceed the limit by what they admit between two listings.
 */
public final class DocumentQuota {
    /** If an admitted document has no topic after this time, the orchestrator refused it. */
    private static final Duration ADMITTED_KEPT = Duration.ofMinutes(1);

    private final KafkaNames names;
    private final int max;
    private final Clock clock;
    private final Map<String, Instant> admitted = new HashMap<>();
    private Set<String> listed = Set.of();
    private boolean clusterHasRoom = true;

    /** @param max how many document topics there may be */
    public DocumentQuota(KafkaNames names, int max, Clock clock) {
        this.names = names;
        this.max = max;
        this.clock = clock;
    }

    /** A document that was counted. Closing this removes it from the count, unless it was kept. */
    public final class Admission implements AutoCloseable {
        private final String topic;
        private boolean kept;

        private Admission(String topic) {
            this.topic = topic;
        }

        /** Records that the document was requested. */
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (!kept) {
                withdraw(topic);
            }
        }
    }

    /** Counts the document; empty if there are too many. */
    public synchronized Optional<Admission> admit(DocumentId documentId) {
        if (!clusterHasRoom || listed.size() + admitted.size() >= max) {
            return Optional.empty();
        }
        String topic = names.document(documentId);
        admitted.put(topic, clock.instant());
        return Optional.of(new Admission(topic));
    }

    private synchronized void withdraw(String topic) {
        admitted.remove(topic);
    }

    /** Takes in whether the cluster itself would create another topic: it may have a quota of its own. */
    public synchronized void clusterHasRoom(boolean hasRoom) {
        clusterHasRoom = hasRoom;
    }

    /** Takes in a listing of all topics. */
    public synchronized void listed(Set<String> topics) {
        Set<String> ofDocuments = new HashSet<>(topics);
        ofDocuments.removeIf(topic -> !topic.startsWith(names.documentPrefix()));
        listed = ofDocuments;
        Instant keptSince = clock.instant().minus(ADMITTED_KEPT);
        admitted.entrySet()
                .removeIf(entry ->
                        listed.contains(entry.getKey()) || entry.getValue().isBefore(keptSince));
    }

    /** How many document topics there may be. */
    public int max() {
        return max;
    }

    /** How many documents count currently. */
    public synchronized int counted() {
        return listed.size() + admitted.size();
    }
}
