package dev.stepfold.documentlog;

import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tail of a partition of {@code stepfold.step-events}. A power cut takes what Kafka had not written to the disk
 * yet, file by file: the tail shows which events one of a document's logs has lost and the other has kept.
 *
 * <p>Safe for use by many threads.
 */
public final class FeedTailReader implements AutoCloseable {
    /** At most so many records are read, the latest ones: 4 MiB of places for each partition that is owned. */
    public static final int RECORDS_MAX = 25_000;

    /** How many commands of a document are carried out again at most. */
    public static final int COMMANDS_MAX = 64;

    /**
     * How far before its last record a tail begins at the latest. Operating systems write to the disk after half a
     * minute.
     */
    public static final Duration SPAN_MIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(FeedTailReader.class);
    private static final int READS_MAX = 4;

    private final KafkaNames names;
    private final OneShotConsumers consumers;
    private final Duration timeout;
    private final InstantSource clock;

    /**
     * @param connection how to connect to Kafka
     * @param timeout how long one read may take. That of a tail's records, whose number is limited, may take as long as they
     *     come, and the timeout is for the silence between them
     */
    public FeedTailReader(KafkaConnection connection, Duration timeout, InstantSource clock) {
        this.names = connection.names();
        this.timeout = timeout;
        this.consumers = new OneShotConsumers(connection, IsolationLevel.READ_UNCOMMITTED, READS_MAX, timeout);
        this.clock = clock;
    }

    /**
     * The tail from {@link #SPAN_MIN} before its last record, or before an unfinished command if that is earlier. It has
     * at most {@link #RECORDS_MAX} records. A feed without a record shows nothing of what it would have dropped by now, and
     * lacks everything else.
     *
     * @param partition of {@code stepfold.step-events}, and of {@code stepfold.commands}: both have the same documents
     * @param unfinished the offset of the oldest unfinished command; there need not be a command at it
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public FeedTail read(int partition, long unfinished) throws LogUnavailableException {
        return consumers.read("the tail of " + names.stepEvents() + "-" + partition, (consumer, _) -> {
            long startedNanos = System.nanoTime();
            Instant readAt = clock.instant();
            TopicPartition commands = new TopicPartition(names.commands(), partition);
            TopicPartition feed = new TopicPartition(names.stepEvents(), partition);
            PartitionReads reads = PartitionReads.whileRecordsCome(consumer, timeout);
            @Nullable Instant command = reads.timeAt(commands, unfinished);
            long end = reads.end(feed);
            Instant last = Objects.requireNonNullElse(
                    reads.timeAt(feed, end - 1), readAt.minus(SharedTopics.STEP_EVENTS_KEPT));
            FeedTail.Builder tail = new FeedTail.Builder();
            Instant from = (command == null || last.isBefore(command) ? last : command).minus(SPAN_MIN);
            long begin = Math.max(reads.offsetOf(feed, from, end), end - RECORDS_MAX);
            Instant since = from;
            if (begin == end - RECORDS_MAX) {
                since = Objects.requireNonNullElse(reads.timeAt(feed, begin), last);
            }
            reads.each(feed, begin, end, record -> add(tail, record));
            TopicPartition archived = new TopicPartition(names.archivedDocuments(), partition);
            PartitionReads places = PartitionReads.until(consumer, System.nanoTime() + timeout.toNanos());
            long archiveEnd = places.end(archived);
            places.each(
                    archived,
                    places.offsetOf(archived, since, archiveEnd),
                    archiveEnd,
                    record -> addArchived(tail, record));
            LOG.info(
                    "read the feed's tail partition={} records={} since={} tookMs={}",
                    partition,
                    tail.count(),
                    since,
                    Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
            return tail.build(since, readAt);
        });
    }

    private static void addArchived(FeedTail.Builder tail, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null && Identifiers.isValid(record.key())) {
                tail.addArchived(new DocumentId(record.key()), 0);
            }
        } else {
            try {
                ArchivePlace place = JsonCodec.ARCHIVE_PLACES.decode(record.value());
                tail.addArchived(place.documentId(), place.endOffset());
            } catch (UnreadableException e) {
                LOG.debug("unreadable place of an archived log offset={}", record.offset(), e);
            }
        }
    }

    private static void add(FeedTail.Builder tail, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            Records.tombstone(record.key(), null, record.headers()).ifPresent(tail::add);
        } else if (record.key() != null && Identifiers.isValid(record.key())) {
            Records.sequence(record.headers())
                    .ifPresent(sequence -> tail.add(
                            new DocumentId(record.key()),
                            sequence,
                            Records.time(record.headers()).orElse(Instant.ofEpochMilli(record.timestamp())),
                            Records.previous(record.headers()),
                            Records.isArchiving(record.headers()),
                            record.offset()));
        }
    }

    /**
     * The events at these offsets of the feed, in the order of the feed. Records that cannot be read are left out.
     *
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public List<EncodedEvent> events(int partition, List<Long> offsets) throws LogUnavailableException {
        if (offsets.isEmpty()) {
            return List.of();
        }
        Set<Long> wanted = new TreeSet<>(offsets);
        return consumers.read(names.stepEvents() + "-" + partition, (consumer, deadlineNanos) -> {
            List<EncodedEvent> events = new ArrayList<>();
            TopicPartition feed = new TopicPartition(names.stepEvents(), partition);
            long begin = offsets.stream().mapToLong(Long::longValue).min().orElse(0);
            long end = offsets.stream().mapToLong(Long::longValue).max().orElse(0) + 1;
            PartitionReads.until(consumer, deadlineNanos).each(feed, begin, end, record -> {
                if (wanted.contains(record.offset())) {
                    try {
                        events.add(Records.linkedEvent(record));
                    } catch (UnreadableException e) {
                        LOG.debug("unreadable in the feed partition={} offset={}", partition, record.offset(), e);
                    }
                }
            });
            return events;
        });
    }

    /**
     * Whether a command to erase a document was written after the command that began it. If that one is not kept any
     * more, any command to erase the document counts.
     *
     * @param first the document's first event
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public boolean isErasureAsked(int partition, RecordedEvent first) throws LogUnavailableException {
        String key = first.documentId().value();
        return consumers.read("the commands of " + key, (consumer, deadlineNanos) -> {
            boolean[] asked = {false};
            boolean[] begun = {false};
            TopicPartition commands = new TopicPartition(names.commands(), partition);
            PartitionReads reads = PartitionReads.until(consumer, deadlineNanos);
            long end = reads.end(commands);
            long begin = reads.offsetOf(commands, first.timestamp().minus(SPAN_MIN), end);
            reads.each(commands, begin, end, record -> {
                if (key.equals(record.key())) {
                    boolean begins = !begun[0] && begins(record, first);
                    begun[0] |= begins;
                    asked[0] = !begins && (asked[0] || isErasure(record));
                }
            });
            return asked[0];
        });
    }

    /** The command may have been sent twice; what was erased after it was sent first stays erased. */
    private static boolean begins(ConsumerRecord<String, byte[]> record, RecordedEvent first) {
        try {
            Command command = Records.command(record.key(), record.value());
            return first.event()
                    .answeredCommand()
                    .filter(command.commandId()::equals)
                    .isPresent();
        } catch (UnreadableException _) {
            return false;
        }
    }

    private static boolean isErasure(ConsumerRecord<String, byte[]> record) {
        try {
            return Records.command(record.key(), record.value()) instanceof Command.Erase;
        } catch (UnreadableException _) {
            return false;
        }
    }

    /**
     * The command to erase a document, if no later command begins the document anew.
     *
     * @param since where to begin to look
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public Optional<Kept> erasure(DocumentId documentId, int partition, Instant since) throws LogUnavailableException {
        return consumers.read("the commands of " + documentId, (consumer, deadlineNanos) -> {
            List<Kept> latest = new ArrayList<>();
            TopicPartition commands = new TopicPartition(names.commands(), partition);
            PartitionReads reads = PartitionReads.until(consumer, deadlineNanos);
            long end = reads.end(commands);
            reads.each(commands, reads.offsetOf(commands, since.minus(SPAN_MIN), end), end, record -> {
                if (documentId.value().equals(record.key())) {
                    keepErasure(latest, record);
                }
            });
            return latest.stream().findFirst();
        });
    }

    private static void keepErasure(List<Kept> latest, ConsumerRecord<String, byte[]> record) {
        try {
            Command command = Records.command(record.key(), record.value());
            if (command instanceof Command.Erase erase) {
                latest.clear();
                latest.add(new Kept(erase, Records.trace(record), record.offset()));
            } else if (command instanceof Command.StartRun start && start.newDocument()) {
                latest.clear();
            }
        } catch (UnreadableException e) {
            LOG.debug("unreadable command partition={} offset={}", record.partition(), record.offset(), e);
        }
    }

    /**
     * Whether the feed holds an event of a document after its latest tombstone, be it long before the tail. Reads the whole
     * partition: for documents only whose log has nothing at all.
     *
     * @throws LogUnavailableException when Kafka did not answer in time, or the partition is too long to be read in time
     */
    public boolean holds(DocumentId documentId, int partition) throws LogUnavailableException {
        return consumers.read("all events of " + documentId, (consumer, deadlineNanos) -> {
            boolean[] held = new boolean[1];
            TopicPartition feed = new TopicPartition(names.stepEvents(), partition);
            PartitionReads reads = PartitionReads.until(consumer, deadlineNanos);
            reads.each(feed, reads.begin(feed), reads.end(feed), record -> {
                if (documentId.value().equals(record.key())) {
                    held[0] = record.value() != null;
                }
            });
            return held[0];
        });
    }

    /**
     * The command that began a document, and those that followed it, in order; none if it was erased since, or if that
     * command is not among the latest {@value #RECORDS_MAX} of the partition. Of more than {@value #COMMANDS_MAX}, the
     * first ones.
     *
     * @throws LogUnavailableException when Kafka did not answer in time
     */
    public List<Kept> commandsSinceStart(DocumentId documentId, int partition) throws LogUnavailableException {
        return consumers.read("the commands of " + documentId, (consumer, deadlineNanos) -> {
            List<Kept> commands = new ArrayList<>();
            TopicPartition topic = new TopicPartition(names.commands(), partition);
            PartitionReads reads = PartitionReads.until(consumer, deadlineNanos);
            long end = reads.end(topic);
            reads.each(topic, Math.max(reads.begin(topic), end - RECORDS_MAX), end, record -> {
                if (documentId.value().equals(record.key())) {
                    keepSinceStart(commands, record);
                }
            });
            return commands;
        });
    }

    private static void keepSinceStart(List<Kept> commands, ConsumerRecord<String, byte[]> record) {
        try {
            Command command = Records.command(record.key(), record.value());
            boolean begins = command instanceof Command.StartRun start && start.newDocument();
            if (command instanceof Command.Erase) {
                commands.clear();
            } else if (commands.size() < COMMANDS_MAX && (begins || !commands.isEmpty())) {
                commands.add(new Kept(command, Records.trace(record), record.offset()));
            }
        } catch (UnreadableException e) {
            LOG.debug("unreadable command partition={} offset={}", record.partition(), record.offset(), e);
        }
    }

    /**
     * A command as it was read.
     *
     * @param offset in {@code stepfold.commands}
     */
    public record Kept(Command command, Optional<Traceparent> trace, long offset) {}

    /** Closes the consumers; reads under way finish first or fail. */
    @Override
    public void close() {
        consumers.close();
    }
}
