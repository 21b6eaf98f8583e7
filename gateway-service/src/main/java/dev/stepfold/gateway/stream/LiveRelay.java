package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one consumer that feeds every stream of this gateway: reads all partitions of {@code stepfold.step-events} from
 * their ends, and {@code stepfold.commands} from before, to know the documents that were accepted a moment ago and the
 * keys that commands were asked for under.
 *
 * <p>A plain consumer with an assignment, not a {@code @KafkaListener}: every gateway has to see every event, so there is
 * no group, no committed offset and no rebalance; and what matters is to know when the consumer stands at its position,
 * because from then on no event passes unseen.
 *
 * <p>A restart of Kafka is outlived by the consumer itself, which goes on where it was. Where the consumer has to be made
 * anew, events may pass in between: the watchers are told to look into their documents' topics.
 */
public final class LiveRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRelay.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(3);

    /** How far back commands are read at the start: as long as an {@code Idempotency-Key} holds. */
    private static final Duration COMMANDS_BACK = Duration.ofHours(24);

    /** How many commands of each partition are read at the start, at the most. */
    private static final long COMMANDS_BACK_MAX = 10_000;

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Watchers watchers;
    private final java.util.function.Consumer<Command> onCommand;
    private final Duration unattendedMax;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean positioned;
    private volatile boolean closed;
    private volatile @Nullable Consumer<String, byte[]> current;

    /**
     * @param consumers makes a consumer; may throw where Kafka cannot be reached
     * @param watchers who gets the events
     * @param onCommand told of every command
     * @param unattendedMax how long a stream may leave its watcher alone; longer than a heartbeat and a slow read together
     * @param clock tells how far back commands are read
     */
    public LiveRelay(
            Supplier<Consumer<String, byte[]>> consumers,
            Watchers watchers,
            java.util.function.Consumer<Command> onCommand,
            Duration unattendedMax,
            Clock clock) {
        this.consumers = consumers;
        this.watchers = watchers;
        this.onCommand = onCommand;
        this.unattendedMax = unattendedMax;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("live-relay").daemon().unstarted(this::run);
    }

    /** Starts relaying, as soon as Kafka is there. */
    public void start() {
        thread.start();
    }

    /** Whether the relay stands at its position, so that it will see every event that is forwarded from now on. */
    public boolean isPositioned() {
        return positioned;
    }

    private void run() {
        Duration backoff = BACKOFF_MIN;
        while (!closed) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                current = consumer;
                position(consumer);
                positioned = true;
                LOG.info("relay positioned partitions={}", consumer.assignment().size());
                backoff = BACKOFF_MIN;
                watchers.interruptAll();
                while (!closed) {
                    consumer.poll(POLL_MAX).forEach(this::relay);
                    watchers.closeUnattended(unattendedMax);
                }
            } catch (WakeupException | InterruptException _) {
                LOG.debug("relay woken to close");
            } catch (KafkaException e) {
                LOG.warn("relay not at its position reason={}", e.getMessage());
                backoff = pause(backoff);
            } catch (RuntimeException e) {
                LOG.error("relay failed and begins anew", e);
                backoff = pause(backoff);
            } finally {
                positioned = false;
            }
        }
    }

    private static void position(Consumer<String, byte[]> consumer, List<TopicPartition> commands, Instant since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        commands.forEach(partition -> times.put(partition, since.toEpochMilli()));
        Map<TopicPartition, Long> ends = consumer.endOffsets(commands);
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found != null) {
                consumer.seek(
                        partition,
                        Math.max(found.offset(), Objects.requireNonNull(ends.get(partition)) - COMMANDS_BACK_MAX));
            }
        });
    }

    private void position(Consumer<String, byte[]> consumer) {
        List<TopicPartition> commands = partitions(consumer, Topics.COMMANDS);
        List<TopicPartition> all = new ArrayList<>(commands);
        all.addAll(partitions(consumer, Topics.STEP_EVENTS));
        consumer.assign(all);
        consumer.seekToEnd(all);
        position(consumer, commands, clock.instant().minus(COMMANDS_BACK));
        all.forEach(consumer::position);
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, String topic) {
        List<PartitionInfo> found = consumer.partitionsFor(topic);
        if (found.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist yet");
        }
        return found.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void relay(ConsumerRecord<String, byte[]> record) {
        try {
            if (record.topic().equals(Topics.COMMANDS)) {
                onCommand.accept(Records.command(record.key(), record.value()));
            } else if (isWatched(record.key())) {
                watchers.dispatch(EventFrame.of(Records.event(record.key(), record.value())));
            }
        } catch (UnreadableException e) {
            // The projection and the orchestrator report these; a stream sees the hole and reads its document's topic.
            LOG.warn(
                    "record passed over topic={} partition={} offset={} reason={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.reason().code());
        }
    }

    private boolean isWatched(@Nullable String key) {
        return key != null && Identifiers.isValid(key) && watchers.isWatched(new DocumentId(key));
    }

    /** Waits, and says how long to wait the next time. */
    private Duration pause(Duration backoff) {
        try {
            Thread.sleep(backoff);
        } catch (InterruptedException _) {
            LOG.debug("relay interrupted to close");
        }
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(BACKOFF_MAX) < 0 ? doubled : BACKOFF_MAX;
    }

    /** Stops relaying and ends all streams. */
    @Override
    public void close() {
        closed = true;
        watchers.closeAll();
        Consumer<String, byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
