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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
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
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final int REMEMBERED_MAX = 20_000;

    private final KafkaConnection kafka;
    private final WebhookBook book;
    private final Outbox outbox;
    private final Journal journal;
    private final WebhookDocuments documents;
    private final Duration sessionTimeout;
    private final String feed;
    private final Posting posting;
    private final Thread reader =
            Thread.ofPlatform().name("webhook-feed").daemon().unstarted(this::run);
    private final Map<DocumentId, Owner> owners = remembering();
    private final Map<DocumentId, Instant> erasedAt = remembering();
    private final Map<ReplayRequest, Boolean> replayed = remembering();
    private int failures;
    private volatile boolean closed;
    private volatile @Nullable Consumer<String, byte[]> current;

    /** @param sessionTimeout after what silence another gateway takes over */
    WebhookSender(
            KafkaConnection kafka,
            WebhookBook book,
            Outbox outbox,
            Journal journal,
            Posting posting,
            WebhookDocuments documents,
            Duration sessionTimeout) {
        this.kafka = kafka;
        this.book = book;
        this.outbox = outbox;
        this.journal = journal;
        this.posting = posting;
        this.documents = documents;
        this.sessionTimeout = sessionTimeout;
        this.feed = kafka.names().stepEvents();
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
        posting.start();
    }

    /** How many posts were taken. */
    public long delivered() {
        return posting.delivered();
    }

    /** How many posts were not. */
    public long failed() {
        return posting.failed();
    }

    /** How many events were given up. */
    public long givenUp() {
        return posting.givenUp();
    }

    /** How many documents have events pending, counted for each webhook. */
    public int pending() {
        return outbox.pending();
    }

    private void run() {
        while (!closed) {
            try {
                if (book.isPositioned() && book.mayHaveWebhooks()) {
                    consume();
                }
                Thread.sleep(IDLE_LOOK);
            } catch (WakeupException | InterruptException | InterruptedException _) {
                LOG.debug("webhook reader woken to close");
            } catch (LogUnavailableException | KafkaException e) {
                LOG.warn("webhooks wait reason={}", reason(e));
                pause(++failures);
            } catch (RuntimeException | Error e) {
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
        Consumer<String, byte[]> consumer = kafka.consumer(config());
        FeedOwnership ownership = new FeedOwnership(consumer, kafka.names(), book, outbox, journal);
        try (consumer) {
            current = consumer;
            consumer.subscribe(List.of(feed), ownership);
            consume(consumer, ownership);
        } finally {
            current = null;
            ownership.end();
        }
    }

    private void consume(Consumer<String, byte[]> consumer, FeedOwnership ownership) throws LogUnavailableException {
        long registrations = -1;
        while (!closed && book.mayHaveWebhooks()) {
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL_MAX);
            boolean isRestored = ownership.restore();
            ownership.resumeHeld();
            if (!records.isEmpty()) {
                ownership.polled();
                take(records, book.awaitWebhooks(consumer), ownership);
                ownership.taken();
            }
            for (int partition : ownership.owned()) {
                tend(partition);
            }
            if (isRestored || registrations != book.registrations()) {
                registrations = book.registrations();
                outbox.drop(book::isGone);
            }
            journal.settle();
            ownership.commit(false);
            failures = 0;
        }
        outbox.drop(book::isGone);
    }

    private void take(ConsumerRecords<String, byte[]> records, List<Webhook> webhooks, FeedOwnership ownership) {
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
                try {
                    take(record, webhooks);
                } catch (LogUnavailableException e) {
                    LOG.warn(
                            "webhooks wait for a document partition={} offset={} reason={}",
                            record.partition(),
                            record.offset(),
                            e.getMessage());
                    ownership.hold(partition, record.offset());
                    break;
                }
            }
        }
    }

    /** What other gateways asked of this one, or did in its place. */
    private void tend(int partition) {
        for (ReplayRequest request : book.replays(partition)) {
            if (replayed.put(request, true) == null) {
                outbox.replay(partition, request);
                journal.taken(partition, request);
            }
        }
        book.foreignLanes(partition).forEach(lane -> outbox.insist(partition, lane));
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
        book.lanesOf(tombstone.documentId()).forEach(lane -> journal.forget(partition, lane));
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

    /** Stops posting; what is cut off is posted again by whoever goes on. */
    @Override
    public void close() {
        posting.close();
        closed = true;
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (reader.isAlive() && !reader.join(CLOSE_TIMEOUT)) {
                reader.interrupt();
            }
        } catch (InterruptedException _) {
            reader.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
