package dev.stepfold.gateway.webhook;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.ShiftedLogException;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.KafkaProblem;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentRun;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to webhooks. The gateways share the partitions of {@code stepfold.step-events} in one consumer group; the owner
 * of a partition posts the events of its documents.
 *
 * <p>An event becomes pending in {@code stepfold.webhook-deliveries} before its offset is committed, and is taken off there
 * after it was posted. A crash at any moment therefore repeats a post, and loses none. Whatever cannot be written ends what the
 * gateway owns, as a crash would, and it begins anew from the topics.
 *
 * <p>While nothing is registered, it reads nothing.
 */
public final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration POLL_MAX = Duration.ofMillis(250);
    private static final Duration IDLE_LOOK = Duration.ofMillis(250);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration LAST_POSTS = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration THREAD_KEPT = Duration.ofSeconds(30);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final int REMEMBERED_MAX = 20_000;

    private final KafkaConnection kafka;
    private final WebhookBook book;
    private final Outbox outbox;
    private final Journal journal;
    private final Attempts attempts;
    private final WebhookDocuments documents;
    private final Duration sessionTimeout;
    private final String feed;
    private final ThreadPoolExecutor posting;
    private final Thread reader =
            Thread.ofPlatform().name("webhook-feed").daemon().unstarted(this::run);
    private final Thread dispatcher =
            Thread.ofPlatform().name("webhook-dispatch").daemon().unstarted(this::dispatch);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder givenUp = new LongAdder();
    private final Map<DocumentId, Owner> owners = remembering();
    private final Map<DocumentId, Instant> erasedAt = remembering();
    private final Map<Lane, Instant> replayed = remembering();
    private volatile boolean closed;
    private volatile @Nullable Consumer<String, byte[]> current;

    /**
     * @param sessionTimeout after what silence another gateway takes over
     * @param threadsMax how many events are posted at once; as many as the outbox gives out
     */
    WebhookSender(
            KafkaConnection kafka,
            WebhookBook book,
            Outbox outbox,
            Journal journal,
            Attempts attempts,
            WebhookDocuments documents,
            Duration sessionTimeout,
            int threadsMax) {
        this.kafka = kafka;
        this.book = book;
        this.outbox = outbox;
        this.journal = journal;
        this.attempts = attempts;
        this.documents = documents;
        this.sessionTimeout = sessionTimeout;
        this.feed = kafka.names().stepEvents();
        // Platform threads: to resolve a host would hold a virtual thread's carrier.
        this.posting = new ThreadPoolExecutor(
                threadsMax,
                threadsMax,
                THREAD_KEPT.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(threadsMax),
                Thread.ofPlatform().name("webhook-", 0).daemon().factory());
        this.posting.allowCoreThreadTimeOut(true);
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED_MAX;
            }
        };
    }

    /** Starts posting, as soon as Kafka is available and something is registered; called once. */
    void start() {
        reader.start();
        dispatcher.start();
    }

    /** How many posts were taken. */
    public long delivered() {
        return delivered.sum();
    }

    /** How many posts were not. */
    public long failed() {
        return failed.sum();
    }

    /** How many events were given up. */
    public long givenUp() {
        return givenUp.sum();
    }

    /** How many documents have events pending, counted for each webhook. */
    public int pending() {
        return outbox.pending();
    }

    private void dispatch() {
        try {
            while (!closed) {
                Due due = outbox.take();
                posting.execute(() -> post(due));
            }
        } catch (InterruptedException | RejectedExecutionException _) {
            LOG.debug("webhook dispatcher told to close");
        }
    }

    private void post(Due due) {
        Outcome outcome = new Outcome.Unreadable();
        try {
            outcome = attempts.attempt(due.state());
        } catch (RuntimeException e) {
            LOG.error("webhook attempt failed documentId={}", due.state().documentId(), e);
        }
        if (closed) {
            return;
        }
        if (outcome instanceof Outcome.Delivered) {
            delivered.increment();
        } else if (outcome instanceof Outcome.Failed) {
            failed.increment();
        }
        outbox.settle(due, outcome).ifPresent(letter -> {
            givenUp.increment();
            LOG.warn(
                    "webhook event given up webhookId={} documentId={} sequence={} attempts={} problem={}",
                    letter.webhookId(),
                    letter.documentId(),
                    letter.sequence(),
                    letter.attempts(),
                    letter.problem());
        });
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try {
                if (book.isPositioned() && book.mayHaveWebhooks()) {
                    consume();
                    failures = 0;
                }
                Thread.sleep(IDLE_LOOK);
            } catch (WakeupException | InterruptException | InterruptedException _) {
                LOG.debug("webhook reader woken to close");
            } catch (LogUnavailableException | KafkaException e) {
                LOG.warn("webhooks wait reason={}", reason(e));
                pause(++failures);
            } catch (RuntimeException e) {
                LOG.error("webhooks failed and begin anew", e);
                pause(++failures);
            }
        }
    }

    private String reason(Exception e) {
        return e instanceof KafkaException ? KafkaProblem.sentence(kafka, e) : String.valueOf(e.getMessage());
    }

    private static void pause(int failures) {
        try {
            Thread.sleep(BACKOFF.after(failures));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.names().webhookSenders());
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionTimeout.toMillis());
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int)
                sessionTimeout.dividedBy(5).toMillis());
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return config;
    }

    private void consume() throws LogUnavailableException {
        Ownership ownership = new Ownership();
        try (Consumer<String, byte[]> consumer = kafka.consumer(config())) {
            current = consumer;
            ownership.consumer = consumer;
            consumer.subscribe(List.of(feed), ownership);
            long registrations = -1;
            while (!closed && book.mayHaveWebhooks()) {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL_MAX);
                boolean isRestored = ownership.restore();
                if (!records.isEmpty()) {
                    book.awaitRegistrations();
                    List<Webhook> webhooks = book.webhooks();
                    for (ConsumerRecord<String, byte[]> record : records) {
                        take(record, webhooks);
                    }
                    ownership.isAhead = true;
                }
                for (int partition : ownership.owned) {
                    tend(partition);
                }
                if (isRestored || registrations != book.registrations()) {
                    registrations = book.registrations();
                    outbox.drop(book::isGone);
                }
                journal.settle();
                ownership.commit(false);
            }
            outbox.drop(book::isGone);
        } finally {
            current = null;
            ownership.end();
        }
    }

    /** What other gateways asked of this one, or did in its place. */
    private void tend(int partition) {
        for (ReplayRequest request : book.replays(partition)) {
            if (!request.requestedAt().equals(replayed.put(request.lane(), request.requestedAt()))) {
                outbox.replay(partition, request);
                journal.taken(partition, request);
            }
        }
        book.foreignLanes(partition).forEach(outbox::insist);
    }

    private void take(ConsumerRecord<String, byte[]> record, List<Webhook> webhooks) throws LogUnavailableException {
        if (record.value() == null) {
            Records.tombstone(record.key(), record.value(), record.headers())
                    .ifPresent(tombstone -> erase(record.partition(), tombstone));
            return;
        }
        @Nullable String type = type(record);
        List<Webhook> takers = webhooks.stream()
                .filter(webhook -> (type == null || webhook.events().takesAnyOf(type))
                        && webhook.isToldOf(record.partition(), record.offset()))
                .toList();
        boolean namesAnOwner = EventType.RUN_STARTED.type().equals(type);
        if (takers.isEmpty() && !namesAnOwner) {
            return;
        }
        try {
            EventFrame event = EventFrame.of(record.key(), record.value(), record.headers());
            arrive(record.partition(), event, takers);
        } catch (UnreadableException e) {
            LOG.debug("webhooks pass over a record offset={} reason={}", record.offset(), e.getMessage());
        }
    }

    private static @Nullable String type(ConsumerRecord<String, byte[]> record) {
        @Nullable Header type = record.headers().lastHeader(CloudEventHeaders.TYPE);
        return type == null || type.value() == null ? null : new String(type.value(), StandardCharsets.UTF_8);
    }

    private void erase(int partition, Tombstone tombstone) {
        owners.remove(tombstone.documentId());
        erasedAt.put(tombstone.documentId(), tombstone.erasedAt());
        outbox.erase(partition, tombstone.documentId());
    }

    private void arrive(int partition, EventFrame event, List<Webhook> webhooks)
            throws LogUnavailableException, UnreadableException {
        @Nullable Instant erased = erasedAt.get(event.documentId());
        if (erased != null && !event.time().isAfter(erased)) {
            return;
        }
        if (event.type() == EventType.RUN_STARTED
                && event.sequence() == 0
                && event.event().event() instanceof AgentRun.Started started) {
            owners.put(event.documentId(), started.owner());
        }
        List<Webhook> takers = webhooks.stream()
                .filter(webhook -> webhook.events().takes(event.type()))
                .toList();
        if (takers.isEmpty()) {
            return;
        }
        Optional<Owner> owner = ownerOf(event.documentId());
        for (Webhook webhook : takers) {
            if (owner.isPresent() && documents.maySee(webhook.owner(), owner.get())) {
                outbox.arrive(
                        partition,
                        webhook.webhookId(),
                        event.documentId(),
                        event.sequence(),
                        EventFilter.name(event.type()));
            }
        }
    }

    /** Whose a document is; empty if it is gone. */
    private Optional<Owner> ownerOf(DocumentId documentId) throws LogUnavailableException {
        @Nullable Owner known = owners.get(documentId);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            Optional<Owner> found = documents.ownerOf(documentId);
            found.ifPresent(owner -> owners.put(documentId, owner));
            return found;
        } catch (ShiftedLogException e) {
            LOG.warn("webhooks pass over a document documentId={} reason={}", documentId, e.getMessage());
            return Optional.empty();
        }
    }

    /** Which partitions this gateway owns. Used on the reader's thread only. */
    private final class Ownership implements ConsumerRebalanceListener {
        final Set<Integer> owned = new HashSet<>();

        /** Partitions that are not restored yet, with the end of their deliveries. */
        final Map<Integer, Map<TopicPartition, Long>> toRestore = new HashMap<>();

        @Nullable Consumer<String, byte[]> consumer;

        boolean isAhead;
        long committedAtNanos = System.nanoTime();

        private Consumer<String, byte[]> consumer() {
            return Objects.requireNonNull(consumer);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return;
            }
            consumer().pause(partitions);
            position(partitions);
            List<TopicPartition> deliveries = partitions.stream()
                    .map(partition -> new TopicPartition(kafka.names().webhookDeliveries(), partition.partition()))
                    .toList();
            consumer()
                    .endOffsets(deliveries)
                    .forEach((partition, end) -> toRestore.put(partition.partition(), Map.of(partition, end)));
        }

        /** Nothing before the oldest registration has to be read. */
        private void position(Collection<TopicPartition> partitions) {
            List<Webhook> webhooks = book.webhooks();
            Map<TopicPartition, OffsetAndMetadata> committed = consumer().committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                long first = webhooks.stream()
                        .mapToLong(webhook ->
                                partition.partition() < webhook.from().size()
                                        ? webhook.from().get(partition.partition())
                                        : 0)
                        .min()
                        .orElse(0);
                @Nullable OffsetAndMetadata place = committed.get(partition);
                if (place == null || place.offset() < first) {
                    consumer().seek(partition, first);
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                journal.settle();
                commit(true);
            } catch (LogUnavailableException e) {
                LOG.warn("webhooks of partitions that are given away are not settled reason={}", e.getMessage());
            }
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                toRestore.remove(partition.partition());
                release(partition.partition());
            }
            book.watch(owned);
        }

        private void release(int partition) {
            owned.remove(partition);
            outbox.release(partition);
        }

        /** Restores the partitions whose deliveries are read by now; returns whether there were any. */
        boolean restore() {
            boolean isRestored = false;
            for (Map.Entry<Integer, Map<TopicPartition, Long>> next : List.copyOf(toRestore.entrySet())) {
                if (book.isReadTo(next.getValue())) {
                    int partition = next.getKey();
                    toRestore.remove(partition);
                    owned.add(partition);
                    book.watch(owned);
                    outbox.restore(partition, book.lanes(partition), book.undelivered(partition));
                    consumer().resume(List.of(new TopicPartition(feed, partition)));
                    LOG.debug("webhooks restored partition={}", partition);
                    isRestored = true;
                }
            }
            return isRestored;
        }

        /** Commits what was taken, if that was not done a moment ago. */
        void commit(boolean now) {
            boolean isTime = System.nanoTime() - committedAtNanos > COMMIT_EVERY.toNanos();
            if (!isAhead || !(now || isTime)) {
                return;
            }
            try {
                consumer().commitSync();
                committedAtNanos = System.nanoTime();
                isAhead = false;
            } catch (CommitFailedException | RebalanceInProgressException e) {
                LOG.debug("webhooks not committed reason={}", e.getMessage());
            }
        }

        void end() {
            for (int partition : new ArrayList<>(owned)) {
                release(partition);
            }
            book.watch(Set.of());
            journal.abandon();
        }
    }

    /** Stops posting. What is under way may end within a second; then it is cut off, and posted again by whoever goes on. */
    @Override
    public void close() {
        dispatcher.interrupt();
        posting.shutdown();
        try {
            if (!posting.awaitTermination(LAST_POSTS.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("webhook posts are cut off underWay={}", outbox.underWay());
            }
            closed = true;
            posting.shutdownNow();
            Consumer<String, byte[]> consumer = current;
            if (consumer != null) {
                consumer.wakeup();
            }
            if (reader.isAlive() && !reader.join(CLOSE_TIMEOUT)) {
                reader.interrupt();
            }
        } catch (InterruptedException _) {
            closed = true;
            reader.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
