package dev.stepfold.projection.streams;

import dev.stepfold.projection.topology.DocumentTopology;
import dev.stepfold.schemas.KafkaNames;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.HostInfo;

/** The settings of Kafka Streams, and their reasons. */
public final class StreamsSettings {
    private static final int PORT_HTTP = 80;
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PROBING_REBALANCE_INTERVAL = Duration.ofMinutes(1);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(5);
    private static final int FETCH_BYTES_MIN = 64 * 1024;
    private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(50);
    private static final int FETCH_BYTES_MAX = 8 * 1024 * 1024;
    private static final int PRODUCER_BUFFER_BYTES = 32 * 1024 * 1024;
    private static final int RECORDS_IN_MEMORY_MAX = 100;
    private static final int HEARTBEATS_PER_SESSION = 3;

    private StreamsSettings() {}

    /** Where other instances reach this one. */
    public static HostInfo self(ProjectionConfig config, int serverPort) {
        URI url = config.advertisedUrl().orElseGet(() -> URI.create("http://localhost:" + serverPort));
        return new HostInfo(url.getHost(), url.getPort() == -1 ? PORT_HTTP : url.getPort());
    }

    /** The settings of Kafka Streams, without those that say how to connect to Kafka. */
    public static Map<String, Object> streams(
            ProjectionConfig config, KafkaNames names, DocumentTopology.Config topology, HostInfo self) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, names.projection());
        settings.put(StreamsConfig.CLIENT_ID_CONFIG, config.instance().orElse("projection"));
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, self.host() + ":" + self.port());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, config.dataDir().toString());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) config.replicationFactor());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_INTERVAL.toMillis());
        settings.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, ProductionFailures.class.getName());
        settings.put(ProductionFailures.DEAD_LETTERS, names.deadLetters());
        // The changelog has what the documents' topics have: it need not wait for the disk where the broker's default
        // is to.
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG), Long.toString(Long.MAX_VALUE));
        membership(settings, config);
        memory(settings, topology);
        batches(settings);
        return settings;
    }

    /** The settings of the client that asks about topics and creates them. It gives up soon: its caller retries. */
    public static Map<String, Object> admin(KafkaNames names) {
        return Map.of(
                AdminClientConfig.CLIENT_ID_CONFIG, names.projection() + "-topics",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ADMIN_TIMEOUT.toMillis());
    }

    /**
     * The name by which Kafka knows the one stream thread of this instance, if the instance has a name: Streams adds
     * the number of the thread.
     */
    public static Optional<String> groupInstanceId(ProjectionConfig config) {
        return config.instance().map(name -> name + "-1");
    }

    /**
     * The classic protocol, because on a stock broker only it notices a lost instance after 6 s and supports static
     * members: the streams protocol (KIP-1071) needs 45 s and will support static membership with Kafka 4.4.
     */
    private static void membership(Map<String, Object> settings, ProjectionConfig config) {
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbyReplicas());
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_REBALANCE_INTERVAL.toMillis());
        int sessionMs = Math.toIntExact(config.sessionTimeout().toMillis());
        main(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMs);
        main(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMs / HEARTBEATS_PER_SESSION);
        config.instance().ifPresent(name -> main(settings, CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG, name));
    }

    /**
     * Bounds for a heap of about 200 MB: an event can have 2 MB and a state far more, and the defaults hold a thousand
     * records per partition. No store has a cache of bytes: the decoded states have a bound of their own
     * ({@link DocumentTopology.Config}).
     */
    private static void memory(Map<String, Object> settings, DocumentTopology.Config topology) {
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, RECORDS_IN_MEMORY_MAX);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), RECORDS_IN_MEMORY_MAX);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES_MAX);
        settings.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                topology.stateBytesMax() + DocumentTopology.RECORD_OVERHEAD_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), PRODUCER_BUFFER_BYTES);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
    }

    /**
     * Events are fetched some at a time: a fetch for each event is a request and an answer that the broker and this process
     * pay for. Whoever needs the events since then has them from the feed or the document's topic.
     */
    private static void batches(Map<String, Object> settings) {
        main(settings, ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES_MIN);
        main(settings, ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT_MAX.toMillis()));
    }

    private static void main(Map<String, Object> settings, String name, Object value) {
        settings.put(StreamsConfig.mainConsumerPrefix(name), value);
    }
}
