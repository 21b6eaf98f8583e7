package dev.stepfold.projection.query;

import dev.stepfold.projection.query.Listing.NotReady;
import dev.stepfold.projection.query.Listing.Rows;
import dev.stepfold.projection.streams.StreamsSupervisor;
import dev.stepfold.projection.topology.DocumentRow;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.projection.topology.OwnerIndex;
import dev.stepfold.projection.topology.StoredState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Lists documents over all partitions: requests a page from the active instance of each, and merges the pages. If one
 * partition cannot be queried, the whole list is not ready, because a list without it looks complete.
 */
public final class ListQueries {
    private static final Comparator<DocumentRow> ORDER = Comparator.comparing(DocumentRow::createdAt)
            .reversed()
            .thenComparing(row -> row.documentId().value());

    private final StreamsSupervisor supervisor;
    private final Peers peers;

    public ListQueries(StreamsSupervisor supervisor, Peers peers) {
        this.supervisor = supervisor;
        this.peers = peers;
    }

    /** A page over all partitions. */
    public Listing list(ListQuery query) {
        return guarded(streams -> {
            Optional<Map<HostInfo, SortedSet<Integer>>> hosts = partitionsByHost(streams);
            if (hosts.isEmpty()) {
                return new NotReady("the instances that have the partitions are not known yet");
            }
            List<CompletableFuture<Listing>> asked = new ArrayList<>();
            hosts.get().forEach((host, partitions) -> {
                if (!host.equals(supervisor.self())) {
                    asked.add(peers.list(host, query, partitions));
                }
            });
            List<Listing> pages = new ArrayList<>();
            SortedSet<Integer> own = hosts.get().get(supervisor.self());
            if (own != null) {
                pages.add(listOwn(streams, query, own));
            }
            asked.forEach(page -> pages.add(page.join()));
            return merged(pages, query.limit());
        });
    }

    /** A page over partitions that another instance requests from this one. */
    public Listing listOwn(ListQuery query, Set<Integer> partitions) {
        return guarded(streams -> listOwn(streams, query, partitions));
    }

    private static Listing merged(List<Listing> pages, int limit) {
        List<DocumentRow> rows = new ArrayList<>();
        for (Listing page : pages) {
            switch (page) {
                case NotReady notReady -> {
                    return notReady;
                }
                case Rows(List<DocumentRow> documents) -> rows.addAll(documents);
            }
        }
        return new Rows(rows.stream().sorted(ORDER).limit(limit).toList());
    }

    private static Listing listOwn(KafkaStreams streams, ListQuery query, Set<Integer> partitions) {
        List<Listing> pages = new ArrayList<>();
        for (int partition : partitions) {
            ReadOnlyKeyValueStore<String, byte[]> index =
                    store(streams, DocumentTopology.DOCUMENTS_BY_OWNER, partition);
            ReadOnlyKeyValueStore<String, StoredState> states = store(streams, DocumentTopology.DOCUMENTS, partition);
            if (!OwnerIndex.isComplete(index)) {
                return new NotReady("the index of the documents is being built");
            }
            pages.add(new Rows(OwnerIndex.page(index, states, query.selection(), query.after(), query.limit())));
        }
        return merged(pages, query.limit());
    }

    private static <V> ReadOnlyKeyValueStore<String, V> store(KafkaStreams streams, String name, int partition) {
        return streams.store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
                .withPartition(partition));
    }

    /** Which instance is active for which partitions; empty if that is not known for all. */
    private static Optional<Map<HostInfo, SortedSet<Integer>>> partitionsByHost(KafkaStreams streams) {
        Map<HostInfo, SortedSet<Integer>> hosts = new HashMap<>();
        AtomicInteger partitions = new AtomicInteger(1);
        for (int partition = 0; partition < partitions.get(); partition++) {
            @Nullable KeyQueryMetadata owner =
                    streams.queryMetadataForKey(DocumentTopology.DOCUMENTS_BY_OWNER, "", fixed(partition, partitions));
            if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
                return Optional.empty();
            }
            hosts.computeIfAbsent(owner.activeHost(), _ -> new TreeSet<>()).add(partition);
        }
        return Optional.of(hosts);
    }

    /** Selects a given partition instead of a key's, and records how many there are. */
    private static StreamPartitioner<String, Object> fixed(int partition, AtomicInteger partitions) {
        return (_, _, _, count) -> {
            partitions.set(count);
            return Optional.of(Set.of(partition));
        };
    }

    private Listing guarded(Function<KafkaStreams, Listing> query) {
        @Nullable KafkaStreams streams = supervisor.streams().orElse(null);
        if (streams == null) {
            return new NotReady("Kafka Streams has not started yet");
        }
        try {
            return query.apply(streams);
        } catch (InvalidStateStoreException _) {
            return new NotReady("a partition is being moved or restored");
        } catch (IllegalStateException e) {
            if (streams.state().isRunningOrRebalancing()) {
                throw e;
            }
            return new NotReady("Kafka Streams is not running");
        }
    }
}
