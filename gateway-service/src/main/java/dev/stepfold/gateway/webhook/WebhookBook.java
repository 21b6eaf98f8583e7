package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.OneShotConsumers;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.ContractMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code stepfold.webhooks} and {@code stepfold.webhook-deliveries} say, read from the beginning and followed, in every
 * gateway: the registrations, how far each webhook was told, dead letters, and requests for a replay.
 *
 * <p>Safe for use by many threads.
 */
public final class WebhookBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookBook.class);
    private static final int QUESTIONS_MAX = 4;

    /** How many lanes without anything pending are remembered; what is forgotten is posted again if it comes again. */
    private static final int LANES_DONE_MAX = 100_000;

    private final KafkaNames names;
    private final Journal journal;
    private final Duration timeout;
    private final OneShotConsumers ends;
    private final TopicTail tail;

    /** Guarded by this, like all that follow. */
    private final Map<WebhookId, Webhook> webhooks = new LinkedHashMap<>();

    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<String, Placed<LaneState>> pending = new TreeMap<>();
    private final Map<String, Placed<Undelivered>> undelivered = new TreeMap<>();
    private final Map<String, Placed<ReplayRequest>> replays = new TreeMap<>();
    private final Map<String, Placed<LaneState>> done = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Placed<LaneState>> eldest) {
            return size() > LANES_DONE_MAX;
        }
    };

    /** Lanes of watched partitions that another gateway wrote, with their partitions. */
    private final Map<String, Integer> foreign = new HashMap<>();

    private Set<Integer> watched = Set.of();

    /** How far the topics had been written when they were begun to be read; null until they are read that far. */
    private @Nullable Map<TopicPartition, Long> toRead = Map.of();

    private long registrations;

    /** A record's value and its partition. */
    private record Placed<T>(int partition, T value) {}

    /**
     * @param connection how to connect to Kafka
     * @param timeout how long a question may take
     */
    WebhookBook(KafkaConnection connection, Journal journal, Duration timeout) {
        this.names = connection.names();
        this.journal = journal;
        this.timeout = timeout;
        this.ends = new OneShotConsumers(connection, IsolationLevel.READ_UNCOMMITTED, QUESTIONS_MAX, timeout);
        this.tail = new TopicTail("webhook-book", connection, new Follower());
    }

    /** Starts reading, as soon as Kafka is available; called once. */
    void start() {
        tail.start();
    }

    /** Whether both topics are followed. */
    public boolean isPositioned() {
        return tail.isPositioned();
    }

    /**
     * All registrations, the oldest first, once everything that was registered or removed before the call is known.
     *
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    List<Webhook> awaitWebhooks() throws LogUnavailableException {
        return await(ends.read(
                names.webhooks(),
                (consumer, _) -> consumer.endOffsets(TopicTail.partitions(consumer, names.webhooks()))));
    }

    /** Like {@link #awaitWebhooks()}, asked by another consumer. */
    List<Webhook> awaitWebhooks(Consumer<String, byte[]> asking) throws LogUnavailableException {
        return await(asking.endOffsets(List.of(new TopicPartition(names.webhooks(), 0))));
    }

    /** Waits until the registrations are read to an offset. */
    void awaitWebhooks(long end) throws LogUnavailableException {
        var _ = await(Map.of(new TopicPartition(names.webhooks(), 0), end));
    }

    /** The ends of the partitions of {@code stepfold.step-events} at this moment. */
    List<Long> feedEnds() throws LogUnavailableException {
        Map<TopicPartition, Long> found = ends.read(
                names.stepEvents(),
                (consumer, _) -> consumer.endOffsets(TopicTail.partitions(consumer, names.stepEvents())));
        Map<Integer, Long> byNumber = new TreeMap<>();
        found.forEach((partition, end) -> byNumber.put(partition.partition(), end));
        return List.copyOf(byNumber.values());
    }

    /** As one step: the registrations are forgotten, and read once more, when their topic is. */
    private List<Webhook> await(Map<TopicPartition, Long> wanted) throws LogUnavailableException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        try {
            synchronized (this) {
                while (!isReadTo(wanted)) {
                    long leftMs =
                            Duration.ofNanos(deadlineNanos - System.nanoTime()).toMillis();
                    if (leftMs <= 0) {
                        throw new LogUnavailableException(
                                "the webhooks are not known yet",
                                new TimeoutException("not read to its end: " + names.webhooks()));
                    }
                    wait(leftMs);
                }
                return List.copyOf(webhooks.values());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while waiting for the webhooks", e);
        }
    }

    /** Whether the topics are read that far. */
    synchronized boolean isReadTo(Map<TopicPartition, Long> wanted) {
        return wanted.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    synchronized Optional<Webhook> find(WebhookId id) {
        return Optional.ofNullable(webhooks.get(id));
    }

    /** Whether a webhook is known not to be registered any more. */
    synchronized boolean isGone(WebhookId id) {
        return toRead == null && !webhooks.containsKey(id);
    }

    /** Whether there are registrations, or it is not known that there are none. */
    synchronized boolean mayHaveWebhooks() {
        return toRead != null || !webhooks.isEmpty();
    }

    /** How many there are. */
    public synchronized int size() {
        return webhooks.size();
    }

    /** Changes with every registration and removal. */
    synchronized long registrations() {
        return registrations;
    }

    /** The lanes of a partition, as they were written last. */
    synchronized List<LaneState> lanes(int partition) {
        List<LaneState> all = new ArrayList<>(in(partition, done.values()));
        all.addAll(in(partition, pending.values()));
        return all;
    }

    /** The lanes of a document, as they were written last. */
    synchronized List<Lane> lanesOf(DocumentId documentId) {
        String prefix = documentId.value() + "/";
        return Stream.concat(done.keySet().stream(), pending.keySet().stream())
                .filter(key -> key.startsWith(prefix))
                .map(WebhookBook::lane)
                .toList();
    }

    synchronized List<Undelivered> undelivered(int partition) {
        return in(partition, undelivered.values());
    }

    synchronized List<ReplayRequest> replays(int partition) {
        return in(partition, replays.values());
    }

    /** Notes from now on which lanes of these partitions another gateway writes. */
    synchronized void watch(Set<Integer> partitions) {
        watched = Set.copyOf(partitions);
        foreign.values().removeIf(partition -> !watched.contains(partition));
    }

    /** The lanes of a watched partition that another gateway wrote since the last call. */
    synchronized List<Lane> foreignLanes(int partition) {
        List<Lane> found = foreign.entrySet().stream()
                .filter(entry -> entry.getValue() == partition)
                .map(entry -> lane(entry.getKey()))
                .toList();
        foreign.values().removeIf(other -> other == partition);
        return found;
    }

    /** How many requests wait. */
    synchronized int replaysWaiting() {
        return replays.size();
    }

    synchronized List<LaneState> pendingOf(WebhookId id) {
        return pending.values().stream()
                .map(Placed::value)
                .filter(state -> state.webhookId().equals(id))
                .toList();
    }

    synchronized List<Undelivered> undeliveredOf(WebhookId id) {
        return undelivered.values().stream()
                .map(Placed::value)
                .filter(event -> event.webhookId().equals(id))
                .toList();
    }

    /** How many dead letters there are. */
    public synchronized int undelivered() {
        return undelivered.size();
    }

    private static <T> List<T> in(int partition, Collection<Placed<T>> values) {
        return values.stream()
                .filter(placed -> placed.partition() == partition)
                .map(Placed::value)
                .toList();
    }

    private static Lane lane(String key) {
        String[] parts = key.split("/", -1);
        return new Lane(new WebhookId(parts[1]), new DocumentId(parts[0]));
    }

    @Override
    public void close() {
        tail.close();
        ends.close();
    }

    /** Called on the tail's thread. */
    private final class Follower implements TopicTail.Follower {
        private @Nullable Consumer<String, byte[]> consumer;
        private List<TopicPartition> partitions = List.of();

        @Override
        public void position(Consumer<String, byte[]> fresh) {
            List<TopicPartition> deliveries = TopicTail.partitions(fresh, names.webhookDeliveries());
            int ofFeed = TopicTail.partitions(fresh, names.stepEvents()).size();
            if (deliveries.size() != ofFeed) {
                throw new KafkaException("topic " + names.webhookDeliveries() + " has " + deliveries.size()
                        + " partitions and " + names.stepEvents() + " has " + ofFeed + ": both must have as many");
            }
            List<TopicPartition> all = new ArrayList<>(TopicTail.partitions(fresh, names.webhooks()));
            all.addAll(deliveries);
            fresh.assign(all);
            fresh.seekToBeginning(all);
            Map<TopicPartition, Long> writtenTo = fresh.endOffsets(all);
            consumer = fresh;
            partitions = all;
            synchronized (WebhookBook.this) {
                positions.clear();
                webhooks.clear();
                pending.clear();
                done.clear();
                undelivered.clear();
                replays.clear();
                foreign.clear();
                toRead = writtenTo;
            }
        }

        @Override
        public void positioned() {
            polled();
        }

        @Override
        public void take(ConsumerRecord<String, byte[]> record) {
            try {
                synchronized (WebhookBook.this) {
                    if (record.topic().equals(names.webhooks())) {
                        takeWebhook(record);
                    } else {
                        takeDelivery(record);
                    }
                }
            } catch (IOException | IllegalArgumentException e) {
                LOG.error(
                        "unreadable record topic={} partition={} offset={}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e);
            }
        }

        private void takeWebhook(ConsumerRecord<String, byte[]> record) throws IOException {
            registrations++;
            if (record.value() == null) {
                webhooks.remove(new WebhookId(record.key()));
            } else {
                Webhook webhook = ContractMapper.mapper().readValue(record.value(), Webhook.class);
                webhooks.put(webhook.webhookId(), webhook);
            }
        }

        private void takeDelivery(ConsumerRecord<String, byte[]> record) throws IOException {
            String[] parts = record.key().split("/", -1);
            if (parts.length == 2) {
                takeLane(record);
            } else if (parts.length == 4 && parts[2].equals(Journal.REPLAY)) {
                put(replays, record, ReplayRequest.class);
            } else {
                put(undelivered, record, Undelivered.class);
            }
        }

        private void takeLane(ConsumerRecord<String, byte[]> record) throws IOException {
            pending.remove(record.key());
            done.remove(record.key());
            @Nullable Header writer = record.headers().lastHeader(Journal.WRITER);
            if (watched.contains(record.partition()) && !journal.isOwn(writer == null ? null : writer.value())) {
                foreign.put(record.key(), record.partition());
            }
            if (record.value() != null) {
                LaneState state = ContractMapper.mapper().readValue(record.value(), LaneState.class);
                (state.hasPending() ? pending : done).put(record.key(), new Placed<>(record.partition(), state));
            }
        }

        private static <T> void put(Map<String, Placed<T>> map, ConsumerRecord<String, byte[]> record, Class<T> type)
                throws IOException {
            if (record.value() == null) {
                map.remove(record.key());
            } else {
                map.put(
                        record.key(),
                        new Placed<>(record.partition(), ContractMapper.mapper().readValue(record.value(), type)));
            }
        }

        @Override
        public void polled() {
            var current = Objects.requireNonNull(consumer);
            synchronized (WebhookBook.this) {
                partitions.forEach(partition -> positions.put(partition, current.position(partition)));
                if (toRead != null && isReadTo(toRead)) {
                    toRead = null;
                }
                WebhookBook.this.notifyAll();
            }
        }
    }
}
