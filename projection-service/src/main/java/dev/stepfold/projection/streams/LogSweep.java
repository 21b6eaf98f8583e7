package dev.stepfold.projection.streams;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.projection.topology.OwnerIndex;
import dev.stepfold.projection.topology.StoredState;
import dev.stepfold.projection.topology.Suspects;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the documents whose states do not end where their logs end, whatever the reason, and names them as suspects: the
 * feed may lack their events for ever. Looks at all documents of the active partitions of this instance as soon as it has
 * them, and then every {@link #SWEEP_INTERVAL}.
 *
 * <p>A difference alone says little, because events are appended first, forwarded then and folded last. A document is
 * named if a second look, {@link #LOOK_INTERVAL} later, finds the same: the log still ends before the state; or it still
 * ends behind it although the projection has committed everything that the feed had at the first look.
 *
 * <p>The first look at a partition reads every state, because a list's row and its state may come from changelogs of which
 * a power cut took different ends; later ones read the rows, and the states of runs.
 *
 * <p>A document is named once for each such pair of ends: a log may end with records that do not count. Documents without
 * a topic are archived or erased, and are left alone.
 */
public final class LogSweep implements AutoCloseable {
    static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(3);

    /** How many documents are remembered that differ, and that were named; a further one is found by a later sweep. */
    static final int REMEMBERED_MAX = 10_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(LogSweep.class);

    private final StreamsSupervisor supervisor;
    private final Supplier<Admin> admins;
    private final KafkaNames names;
    private final Suspects suspects;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** Used by the thread only, like all that follows. */
    private final Map<DocumentId, Look> differing = new LinkedHashMap<>();

    private final Map<DocumentId, Ends> named = new LinkedHashMap<>();
    private Set<Integer> partitions = Set.of();
    private boolean isDue;
    private long sweptAtNanos;

    /**
     * A sweep that is not started.
     *
     * @param admins creates a client; may throw if Kafka's address cannot be resolved yet
     */
    public LogSweep(StreamsSupervisor supervisor, Supplier<Admin> admins, KafkaNames names, Suspects suspects) {
        this.supervisor = supervisor;
        this.admins = admins;
        this.names = names;
        this.suspects = suspects;
        this.thread = Thread.ofPlatform().name("log-sweep").daemon().unstarted(this::run);
    }

    /**
     * Where a document ends.
     *
     * @param log the offset that its log's next record will have
     * @param state the sequence that its state's next event will have
     */
    private record Ends(long log, long state) {
        boolean agree() {
            return log == state;
        }
    }

    /**
     * What a look saw.
     *
     * @param feedEnd where the feed's partition ended then
     */
    private record Look(Ends ends, long feedEnd) {}

    /** Starts sweeping, as soon as Kafka Streams runs. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stop.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try (Admin admin = admins.get()) {
                    LogEnds ends = new LogEnds(admin, names);
                    do {
                        look(ends);
                    } while (!stop.await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
                    return;
                } catch (LogUnavailableException | KafkaException | IllegalStateException e) {
                    LOG.info("logs not compared with the states now, tried again reason={}", e.toString());
                } catch (RuntimeException e) {
                    LOG.error("sweep failed and restarts", e);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("sweep interrupted to close");
        }
    }

    private void look(LogEnds ends) throws LogUnavailableException {
        KafkaStreams streams = supervisor
                .streams()
                .filter(one -> one.state() == KafkaStreams.State.RUNNING)
                .orElse(null);
        if (streams == null) {
            return;
        }
        Set<Integer> own = ownPartitions(streams);
        if (!own.equals(partitions)) {
            partitions = own;
            isDue = true;
            differing.clear();
            named.clear();
            suspects.retain(own);
        }
        if (isDue || System.nanoTime() - sweptAtNanos >= SWEEP_INTERVAL.toNanos()) {
            long began = System.nanoTime();
            int count = compare(streams, ends, ends.documents(), isDue);
            sweptAtNanos = began;
            isDue = false;
            LOG.debug(
                    "swept documents={} differing={} ms={}",
                    count,
                    differing.size(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        } else if (!differing.isEmpty()) {
            int _ = compare(streams, ends, List.copyOf(differing.keySet()), true);
        }
    }

    private static Set<Integer> ownPartitions(KafkaStreams streams) {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .map(task -> task.taskId().partition())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Compares the documents of this instance among these, and returns how many they are.
     *
     * @param withStates whether each state is read, and not only those of documents that differed the last time
     */
    private int compare(KafkaStreams streams, LogEnds logs, Collection<DocumentId> documents, boolean withStates)
            throws LogUnavailableException {
        Map<Integer, Long> feedEnds = logs.ofFeed();
        Map<Integer, List<DocumentId>> own = own(documents, feedEnds.size());
        List<DocumentId> all = own.values().stream().flatMap(List::stream).toList();
        Map<DocumentId, Long> logEnds = logs.ofDocuments(all);
        Map<Integer, Long> committed = differing.isEmpty() ? Map.of() : logs.committed();
        own.forEach((partition, ofPartition) -> {
            Stores stores = Stores.of(streams, partition);
            long feedEnd = feedEnds.getOrDefault(partition, Long.MAX_VALUE);
            long folded = committed.getOrDefault(partition, 0L);
            for (DocumentId documentId : ofPartition) {
                Long logEnd = logEnds.get(documentId);
                if (logEnd == null) {
                    differing.remove(documentId);
                } else {
                    long stateEnd = stores.end(documentId, withStates || differing.containsKey(documentId));
                    compare(documentId, partition, new Ends(logEnd, stateEnd), feedEnd, folded);
                }
            }
        });
        return all.size();
    }

    /** The documents of the partitions of this instance, by partition; the producers' default partitioner decided. */
    private Map<Integer, List<DocumentId>> own(Collection<DocumentId> documents, int partitionCount) {
        Map<Integer, List<DocumentId>> own = new HashMap<>();
        for (DocumentId documentId : documents) {
            byte[] key = documentId.value().getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(key)) % partitionCount;
            if (partitions.contains(partition)) {
                own.computeIfAbsent(partition, _ -> new ArrayList<>()).add(documentId);
            }
        }
        return own;
    }

    private void compare(DocumentId documentId, int partition, Ends ends, long feedEnd, long folded) {
        if (ends.agree() || ends.equals(named.get(documentId))) {
            differing.remove(documentId);
            return;
        }
        Look before = differing.get(documentId);
        if (before == null || !before.ends.equals(ends)) {
            if (before != null || differing.size() < REMEMBERED_MAX) {
                differing.put(documentId, new Look(ends, feedEnd));
            }
        } else if (ends.log < ends.state) {
            name(documentId, partition, ends, Suspects.Cause.LOG_SHORTER);
        } else if (folded >= before.feedEnd) {
            name(documentId, partition, ends, Suspects.Cause.LOG_LONGER);
        }
    }

    private void name(DocumentId documentId, int partition, Ends ends, Suspects.Cause cause) {
        if (!suspects.add(partition, documentId, cause)) {
            return;
        }
        LOG.info(
                "state and log differ documentId={} cause={} logEnd={} stateEnd={}",
                documentId,
                cause.code(),
                ends.log,
                ends.state);
        if (named.size() >= REMEMBERED_MAX) {
            named.remove(named.keySet().iterator().next());
        }
        named.put(documentId, ends);
    }

    /** Ends the sweeping, in at most some seconds. */
    @Override
    public void close() {
        stop.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The stores of an active partition. */
    private record Stores(
            ReadOnlyKeyValueStore<String, byte[]> index, ReadOnlyKeyValueStore<String, StoredState> states) {
        static Stores of(KafkaStreams streams, int partition) {
            return new Stores(
                    store(streams, DocumentTopology.DOCUMENTS_BY_OWNER, partition),
                    store(streams, DocumentTopology.DOCUMENTS, partition));
        }

        private static <V> ReadOnlyKeyValueStore<String, V> store(KafkaStreams streams, String name, int partition) {
            return Objects.requireNonNull(streams.store(
                    StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.<String, V>keyValueStore())
                            .withPartition(partition)));
        }

        long end(DocumentId documentId, boolean withState) {
            return 1
                    + (withState
                            ? OwnerIndex.sequenceOfBoth(index, states, documentId)
                            : OwnerIndex.sequence(index, states, documentId));
        }
    }
}
