package dev.stepfold.commandline.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The properties of every Kafka client of the command line; nothing else sets how a client connects.
 *
 * @param connection the properties that say where Kafka is, and as whom to connect
 */
public record ClientProperties(Map<String, Object> connection) {
    /** How long one request may take before it fails. */
    public static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private static final String SERVERS = "KAFKA_BOOTSTRAP_SERVERS";
    private static final int REQUEST_BYTES_MAX = 16 * 1024 * 1024;
    private static final int ANSWER_WITHIN_MS = Math.toIntExact(ANSWER_WITHIN.toMillis());

    public ClientProperties {
        connection = Map.copyOf(connection);
    }

    /** From the environment: {@code KAFKA_BOOTSTRAP_SERVERS}, by default {@code localhost:9092}. */
    public static ClientProperties of(Map<String, String> environment) {
        String servers = environment.getOrDefault(SERVERS, "");
        return new ClientProperties(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers.isBlank() ? "localhost:9092" : servers.strip()));
    }

    /** Where Kafka is, for messages. */
    public String servers() {
        return String.valueOf(connection.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    Map<String, Object> admin() {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS / 2);
        return config;
    }

    /** For reads that have an end: no group, no waiting for more records. */
    Map<String, Object> reader() {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
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
    Map<String, Object> writer(String compression) {
        Map<String, Object> config = new HashMap<>(connection);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
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
