package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EventCompression;
import dev.stepfold.documentlog.Flush;
import dev.stepfold.documentlog.connection.KafkaConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/** The orchestrator's Kafka clients: which guarantees each of them is configured for. */
public final class KafkaClients {
    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;
    private static final Duration APPEND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    /** Partitions that are taken over are not read before the current fetch has ended. */
    private static final Duration FETCH_WAIT = Duration.ofMillis(100);

    private static final int TOPICS_PER_PRODUCER = 250;
    /** As many as the embedded broker has threads for requests. */
    public static final int PRODUCERS_WHERE_APPENDS_WAIT = 16;

    private static final Duration TOPIC_REMEMBERED = Duration.ofMinutes(1);
    private static final Duration RETRY_BACKOFF = Duration.ofMillis(20);

    private final KafkaConnection connection;

    /** @param connection how to connect to Kafka */
    public KafkaClients(KafkaConnection connection) {
        this.connection = connection;
    }

    /** All producers, for topics with this flush. */
    public Producers producers(Flush flush) {
        int sideBySide = switch (flush) {
            case EVERY_APPEND -> PRODUCERS_WHERE_APPENDS_WAIT;
            case OS -> 1;
        };
        TopicProducers documents =
                new TopicProducers(this::boundedProducer, sideBySide, TOPICS_PER_PRODUCER, InstantSource.system());
        return new Producers(boundedProducer(), documents, forwarder());
    }

    private Producer<String, byte[]> boundedProducer() {
        Map<String, Object> config = producerConfig();
        // Topics are archived and erased: the metadata of one that was not written to for so long is no longer
        // requested.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, TOPIC_REMEMBERED.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(APPEND_TIMEOUT));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, APPEND_TIMEOUT.toMillis());
        return connection.producer(config);
    }

    private Producer<String, byte[]> forwarder() {
        Map<String, Object> config = producerConfig();
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        // As in Appender: of two records on their way to a broker that starts, the second could overtake the first,
        // which would then be refused forever.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return connection.producer(config);
    }

    /**
     * Reads commands; commits only on request. Uses the classic group protocol: with a broker's default settings it
     * detects a dead instance after 6 s, and the newer protocol only after 45 s.
     *
     * @param instance the static member's name; null for a dynamic member
     */
    public Consumer<String, byte[]> commands(@Nullable String instance, Duration sessionTimeout) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.GROUP_ID_CONFIG, connection.names().orchestrators());
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        if (instance != null && !instance.isBlank()) {
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, millis(sessionTimeout));
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, millis(sessionTimeout.dividedBy(10)));
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(FETCH_WAIT));
        return connection.consumer(config);
    }

    private static Map<String, Object> producerConfig() {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, EventCompression.TYPE);
        // Counted before compression; what the topics allow is counted after it.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(REQUEST_TIMEOUT));
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, RETRY_BACKOFF.toMillis());
        return config;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
