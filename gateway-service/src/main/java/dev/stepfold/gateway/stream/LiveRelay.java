package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.documentlog.TopicTail;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.tracing.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds every stream of this gateway: reads all partitions of {@code stepfold.step-events} from their ends, and
 * {@code stepfold.commands} from {@link #COMMANDS_BACK} before, to know the recently accepted documents and the keys of
 * recent commands. Every event goes to {@link RecentEvents} first, and then to the streams that watch its document.
 *
 * <p>A plain consumer with an assignment, not a {@code @KafkaListener}: every gateway has to see every event.
 */
public final class LiveRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRelay.class);

    /** How far back commands are read at the start: as long as an {@code Idempotency-Key} is valid. */
    private static final Duration COMMANDS_BACK = Duration.ofHours(24);

    /** How many commands of each partition are read at the start, at most. */
    private static final long COMMANDS_BACK_MAX = 10_000;

    private final KafkaNames names;
    private final Watchers watchers;
    private final RecentEvents recent;
    private final java.util.function.Consumer<Command> onCommand;
    private final Duration unattendedMax;
    private final Clock clock;
    private final RelayWatch watch;
    private final Tracing tracing;
    private final Relaying relaying = new Relaying();
    private final TopicTail tail;
    private volatile boolean commandsAreRead;

    /**
     * @param connection how to connect to Kafka
     * @param watchers the receivers of the events
     * @param recent keeps the events for streams that begin later
     * @param onCommand receives every command
     * @param unattendedMax how long a stream may leave its watcher unread; longer than a heartbeat and a slow read
     *     together
     * @param clock determines how far back commands are read
     * @param watch is told how the relay keeps up
     * @param tracing whether frames keep how their events came here
     */
    public LiveRelay(
            KafkaConnection connection,
            Watchers watchers,
            RecentEvents recent,
            java.util.function.Consumer<Command> onCommand,
            Duration unattendedMax,
            Clock clock,
            RelayWatch watch,
            Tracing tracing) {
        this.names = connection.names();
        this.watchers = watchers;
        this.recent = recent;
        this.onCommand = onCommand;
        this.unattendedMax = unattendedMax;
        this.clock = clock;
        this.watch = watch;
        this.tracing = tracing;
        this.tail = new TopicTail("live-relay", connection, relaying);
    }

    /** Starts relaying, as soon as Kafka is available. */
    public void start() {
        tail.start();
    }

    /**
     * Whether the relay is at its position, so that it will see every event that is forwarded from now on, and has
     * passed on every earlier command.
     */
    public boolean isPositioned() {
        return tail.isPositioned() && commandsAreRead;
    }

    /** What it does with the records, without a broker. */
    TopicTail.Follower follower() {
        return relaying;
    }

    /** Stops relaying and ends all streams. */
    @Override
    public void close() {
        watchers.closeAll();
        tail.close();
    }

    private final class Relaying implements TopicTail.Follower {
        /** The end offsets of the commands at the start, for the partitions that have not been read to that point. */
        private final Map<TopicPartition, Long> commandsToRead = new HashMap<>();

        private @Nullable Consumer<String, byte[]> consumer;
        private List<TopicPartition> feed = List.of();

        @Override
        public void position(Consumer<String, byte[]> consumer) {
            // Before any stream is told of the gap: it must not take what is recent for complete.
            recent.clear();
            List<TopicPartition> commands = TopicTail.partitions(consumer, names.commands());
            List<TopicPartition> all = new ArrayList<>(commands);
            this.consumer = consumer;
            feed = TopicTail.partitions(consumer, names.stepEvents());
            all.addAll(feed);
            consumer.assign(all);
            consumer.seekToEnd(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(commands);
            Instant since = clock.instant().minus(COMMANDS_BACK);
            Map<TopicPartition, Long> times = new HashMap<>();
            commands.forEach(partition -> times.put(partition, since.toEpochMilli()));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    long earliest = Objects.requireNonNull(ends.get(partition)) - COMMANDS_BACK_MAX;
                    consumer.seek(partition, Math.max(found.offset(), earliest));
                }
            });
            commandsToRead.clear();
            commandsToRead.putAll(ends);
            commandsToRead.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            commandsAreRead = commandsToRead.isEmpty();
        }

        @Override
        public void positioned() {
            watchers.interruptAll();
        }

        @Override
        public void take(ConsumerRecord<String, byte[]> record) {
            relay(record);
            if (!commandsAreRead) {
                commandsToRead.computeIfPresent(
                        new TopicPartition(record.topic(), record.partition()),
                        (_, end) -> record.offset() + 1 >= end ? null : end);
                commandsAreRead = commandsToRead.isEmpty();
            }
        }

        private void relay(ConsumerRecord<String, byte[]> record) {
            try {
                if (record.topic().equals(names.commands())) {
                    onCommand.accept(Records.command(record.key(), record.value()));
                } else if (record.value() == null) {
                    Records.tombstone(record.key(), record.value(), record.headers())
                            .ifPresent(this::erase);
                } else {
                    EventFrame frame = frame(record);
                    recent.add(frame);
                    watchers.dispatch(frame);
                    watch.relayed(Duration.ofMillis(Math.max(0, clock.millis() - record.timestamp())));
                }
            } catch (UnreadableException e) {
                // The projection and the orchestrator report these; a stream sees the hole, and reads the topic.
                LOG.warn(
                        "record skipped topic={} partition={} offset={} reason={}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.reason().code());
            }
        }

        private EventFrame frame(ConsumerRecord<String, byte[]> record) throws UnreadableException {
            EventFrame frame = EventFrame.of(record.key(), record.value(), record.headers());
            return tracing.isOn()
                    ? Records.trace(record)
                            .map(trace -> frame.arrived(new EventFrame.Arrival(trace, clock.instant())))
                            .orElse(frame)
                    : frame;
        }

        @Override
        public void polled() {
            watchers.closeUnattended(unattendedMax);
            watch.behind(behind());
        }

        /** The consumer knows it from its last fetch: nobody is asked. */
        private long behind() {
            long behind = 0;
            if (consumer != null) {
                for (TopicPartition partition : feed) {
                    behind += consumer.currentLag(partition).orElse(0);
                }
            }
            return behind;
        }

        private void erase(Tombstone tombstone) {
            recent.erase(tombstone.documentId(), tombstone.erasedAt());
            watchers.erase(tombstone.documentId(), tombstone.erasedAt());
        }
    }
}
