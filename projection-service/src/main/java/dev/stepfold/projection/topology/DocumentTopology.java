package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events to states.
 *
 * <pre>
 * stepfold.step-events ─▶ decode ─┬─ event, tombstone ─▶ fold ─▶ stores "documents", "documents-by-owner" (+ changelogs)
 *                                 └─ neither ──────────────────▶ stepfold.dead-letters
 * </pre>
 *
 * <p>Each record is decoded once, and none can stop the topology: a record that cannot be read becomes a dead letter.
 * The key is never changed, so nothing is repartitioned. At-least-once is enough: the fold drops events that are not
 * newer than the state. A document of which {@code stepfold.step-events} lacks events, or has others than the log of the
 * document, is folded anew from that log ({@link Healing}); one whose first events are missing is
 * {@link StoredState.Lost} until then. Record timestamps are not used, so an invalid one does no harm.
 */
public final class DocumentTopology {
    /** The store of document states, by document id. */
    public static final String DOCUMENTS = "documents";

    /** The store of the rows of lists, in the order of the lists ({@link OwnerIndex}). */
    public static final String DOCUMENTS_BY_OWNER = "documents-by-owner";

    /** The service that a dead letter names as the one that could not read the record. */
    public static final String SERVICE = "projection";

    private static final Logger LOG = LoggerFactory.getLogger(DocumentTopology.class);

    private DocumentTopology() {}

    /**
     * The settings of the topology.
     *
     * @param stateBytesMax the largest encoded state, in bytes, and therefore the largest record of the changelog; a
     *     document whose state is larger is {@link StoredState.Lost}
     * @param statesInMemoryMax how many decoded states are in memory at most, of all partitions together
     * @param stateBytesInMemoryMax how many bytes they take at most, by an estimate; the least recently used are
     *     written and go
     */
    public record Config(int stateBytesMax, int statesInMemoryMax, long stateBytesInMemoryMax) {
        /**
         * The size that one Kafka record can reasonably have: 16 MiB. A usual state has about 100 kB, so that some 80
         * are in memory; there are more of smaller ones.
         */
        public static final Config DEFAULT = new Config(16 * 1024 * 1024, 10_000, 64L * 1024 * 1024);

        public Config {
            check(stateBytesMax >= 1, "stateBytesMax must be at least 1");
            check(statesInMemoryMax >= 0, "statesInMemoryMax must not be negative");
            check(stateBytesInMemoryMax >= 0, "stateBytesInMemoryMax must not be negative");
        }

        private static void check(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /** The topology, which records no spans. */
    public static Topology build(Config config, KafkaNames names, Healing healing) {
        return build(config, names, healing, FoldSpans.OFF);
    }

    /**
     * The topology.
     *
     * @param healing where documents are folded anew from that do not fit the feed
     * @param spans records what was folded
     */
    public static Topology build(Config config, KafkaNames names, Healing healing, FoldSpans spans) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Decoded> records = builder.stream(
                        names.stepEvents(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray())
                                .withTimestampExtractor(new WallclockTimestampExtractor())
                                .withName("step-events"))
                .processValues(Decode::new, Named.as("decode"));
        builder.addStateStore(documents(config));
        builder.addStateStore(documentsByOwner());
        records.process(() -> new ProjectDocument(healing, spans), Named.as("fold"), DOCUMENTS, DOCUMENTS_BY_OWNER);
        records.flatMapValues(Decoded::deadLetters, Named.as("unreadable"))
                .process(() -> new WriteDeadLetter(healing.watch()), Named.as("write-dead-letter"))
                .to(
                        names.deadLetters(),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("dead-letters"));
        return builder.build();
    }

    private static StoreBuilder<TimestampedKeyValueStore<String, StoredState>> documents(Config config) {
        return new WriteBackStoreBuilder(
                Stores.timestampedKeyValueStoreBuilder(
                                Stores.persistentTimestampedKeyValueStore(DOCUMENTS),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withCachingDisabled()
                        .withLoggingEnabled(Map.of(
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(config.stateBytesMax() + RECORD_OVERHEAD_BYTES))),
                new StoredStateSerde(config.stateBytesMax()),
                new StatesInMemory(config.statesInMemoryMax(), config.stateBytesInMemoryMax()));
    }

    /** Without a cache, because a cache would write to the changelog in another order than that of the changes. */
    private static StoreBuilder<KeyValueStore<String, byte[]>> documentsByOwner() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(DOCUMENTS_BY_OWNER), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(Map.of());
    }

    /** Room for the key, the headers and the framing of a batch. */
    public static final int RECORD_OVERHEAD_BYTES = 16 * 1024;

    private static final class Decode extends ContextualFixedKeyProcessor<String, byte[], Decoded> {
        @Override
        public void process(FixedKeyRecord<String, byte[]> record) {
            context().forward(record.withValue(decode(record)));
        }

        private static Decoded event(FixedKeyRecord<String, byte[]> record) throws UnreadableException {
            byte @Nullable [] value = record.value();
            RecordedEvent event = Records.event(record.key(), value);
            return new Decoded.Event(event, Objects.requireNonNull(value), Records.previous(record.headers()));
        }

        private Decoded decode(FixedKeyRecord<String, byte[]> record) {
            try {
                Optional<Tombstone> tombstone = Records.tombstone(record.key(), record.value(), record.headers());
                if (tombstone.isPresent()) {
                    return new Decoded.Erased(
                            tombstone.get().documentId(), tombstone.get().erasedAt());
                }
                return event(record);
            } catch (UnreadableException e) {
                RecordMetadata at = context()
                        .recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a record of a topic has a position"));
                return new Decoded.NoEvent(new DeadLetter(
                        at.topic(),
                        at.partition(),
                        at.offset(),
                        record.key(),
                        record.value(),
                        e.reason(),
                        String.valueOf(e.getMessage()),
                        SERVICE));
            }
        }
    }

    private static final class WriteDeadLetter extends ContextualProcessor<String, DeadLetter, String, byte[]> {
        private final Healing.Watch watch;

        WriteDeadLetter(Healing.Watch watch) {
            this.watch = watch;
        }

        @Override
        public void process(Record<String, DeadLetter> record) {
            DeadLetter letter = record.value();
            watch.foundUnreadable();
            LOG.warn(
                    "dead letter position={} reason={} message={}",
                    letter.position(),
                    letter.reason().code(),
                    letter.message());
            RecordHeaders headers = new RecordHeaders();
            letter.headers().forEach(headers::add);
            context().forward(new Record<>(letter.position(), letter.value(), record.timestamp(), headers));
        }
    }
}
