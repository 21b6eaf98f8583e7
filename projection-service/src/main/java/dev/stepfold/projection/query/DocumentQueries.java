package dev.stepfold.projection.query;

import dev.stepfold.projection.query.Lookup.Elsewhere;
import dev.stepfold.projection.query.Lookup.Found;
import dev.stepfold.projection.query.Lookup.NotReady;
import dev.stepfold.projection.query.Lookup.Unknown;
import dev.stepfold.projection.streams.StreamsSupervisor;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.projection.topology.StoredState;
import dev.stepfold.projection.topology.Suspects;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.state.StateOutline;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Looks documents up in the store of this instance. A partition that is being moved or restored is not ready; the others
 * answer meanwhile. Standby copies are never read: they may lag, and would answer "unknown" for a document that exists.
 */
public final class DocumentQueries {
    private static final StringSerializer KEYS = new StringSerializer();

    private final StreamsSupervisor supervisor;
    private final Suspects suspects;

    /** @param suspects learns of the states that have to be folded anew */
    public DocumentQueries(StreamsSupervisor supervisor, Suspects suspects) {
        this.supervisor = supervisor;
        this.suspects = suspects;
    }

    /** What this instance knows about the document. */
    public Lookup lookup(DocumentId documentId) {
        @Nullable KafkaStreams streams = supervisor.streams().orElse(null);
        if (streams == null) {
            return new NotReady("Kafka Streams has not started yet");
        }
        try {
            return lookup(streams, documentId);
        } catch (InvalidStateStoreException _) {
            return new NotReady("the document's partition is being moved or restored");
        } catch (IllegalStateException e) {
            if (streams.state().isRunningOrRebalancing()) {
                throw e;
            }
            return new NotReady("Kafka Streams is not running");
        }
    }

    private Lookup lookup(KafkaStreams streams, DocumentId documentId) {
        @Nullable KeyQueryMetadata owner = streams.queryMetadataForKey(DocumentTopology.DOCUMENTS, documentId.value(), KEYS);
        if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
            return new NotReady("the instance that has the document's partition is not known yet");
        }
        if (!owner.activeHost().equals(supervisor.self())) {
            return new Elsewhere(owner.activeHost());
        }
        ReadOnlyKeyValueStore<String, StoredState> store = streams.store(StoreQueryParameters.fromNameAndType(
                        DocumentTopology.DOCUMENTS, QueryableStoreTypes.<String, StoredState>keyValueStore())
                .withPartition(owner.partition()));
        @Nullable StoredState stored = store.get(documentId.value());
        if (stored instanceof StoredState.Current current && current.isFoldedByEarlier()) {
            suspects.add(owner.partition(), documentId, Suspects.Cause.EARLIER_FOLD);
            return new NotReady("an earlier version folded this state, it is being folded anew");
        }
        return answer(stored);
    }

    private static Lookup answer(@Nullable StoredState stored) {
        return switch (stored) {
            case null -> new Unknown();
            case StoredState.None _ -> new Unknown();
            case StoredState.Current current -> found(current);
            case StoredState.Lost(String reason) -> lost(reason);
        };
    }

    private static Lookup found(StoredState.Current current) {
        try {
            return new Found(current.json(), StateOutline.of(current.state()));
        } catch (IllegalStateException e) {
            return lost(String.valueOf(e.getMessage()));
        }
    }

    private static NotReady lost(String reason) {
        return new NotReady("the projection lost this state: " + reason);
    }
}
