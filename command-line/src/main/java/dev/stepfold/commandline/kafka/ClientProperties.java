package dev.stepfold.commandline.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The properties of the Kafka clients of the command line, besides those that say how to connect to Kafka. */
final class ClientProperties {
    /** How long one request may take before it fails. */
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;
    private static final int ANSWER_WITHIN_MS = Math.toIntExact(ANSWER_WITHIN.toMillis());

    private ClientProperties() {}

    static Map<String, Object> admin() {
        Map<String, Object> config = new HashMap<>();
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS / 2);
        return config;
    }

    /** For reads that have an end: no group, no waiting for more records. */
    static Map<String, Object> reader() {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 5);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, REQUEST_BYTES_MAX);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        return config;
    }

    /**
     * For writes whose order counts: of two requests on their way to a broker that starts, the second could overtake the
     * first (ADR 14), so there is one at a time.
     */
    static Map<String, Object> writer(String compression) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * REQUEST_BYTES_MAX);
        // Counted before compression; what the topics allow is counted after it.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES_MAX);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3L * ANSWER_WITHIN_MS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 3 * ANSWER_WITHIN_MS);
        return config;
    }
}
