package dev.stepfold.documentlog.connection;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The settings that Stepfold decides itself, because what it guarantees rests on them or because one client needs
 * another value than the next. A user cannot set them: their value would be replaced without a word. Every setting that
 * a client of Stepfold is made with is in here ({@link KafkaConnection#with}).
 */
final class DecidedSettings {
    /** The only value that a user may give, since it changes nothing: properties files of services often have it. */
    private static final Map<String, Set<String>> FIXED = Map.ofEntries(
            entry(ProducerConfig.ACKS_CONFIG, Set.of("all", "-1")),
            entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, Set.of("true")),
            entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, Set.of("false")),
            entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, Set.of("false")),
            entry("processing.guarantee", Set.of("at_least_once")));

    /** Of those that differ from client to client, the setting of Stepfold that a user can set instead. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "STEPFOLD_SESSION_TIMEOUT_MS"),
            entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "STEPFOLD_SESSION_TIMEOUT_MS"),
            entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "STEPFOLD_INSTANCE"),
            entry("application.server", "STEPFOLD_ADVERTISED_URL"),
            entry("state.dir", "STEPFOLD_DATA_DIR"),
            entry("num.standby.replicas", "STEPFOLD_STANDBY_REPLICAS"),
            entry("replication.factor", "STEPFOLD_REPLICATION_FACTOR"));

    private static final Set<String> OTHERS = Set.of(
            // of every client
            CommonClientConfigs.CLIENT_ID_CONFIG,
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            CommonClientConfigs.RETRIES_CONFIG,
            CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG,
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            // of consumers
            ConsumerConfig.GROUP_ID_CONFIG,
            ConsumerConfig.GROUP_PROTOCOL_CONFIG,
            ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            // of producers
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            ProducerConfig.TRANSACTION_TWO_PHASE_COMMIT_ENABLE_CONFIG,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            ProducerConfig.LINGER_MS_CONFIG,
            ProducerConfig.BATCH_SIZE_CONFIG,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            ProducerConfig.METADATA_MAX_IDLE_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            // of Kafka Streams
            "application.id",
            "stepfold.dead-letters",
            "commit.interval.ms",
            "production.exception.handler",
            "probing.rebalance.interval.ms",
            "num.stream.threads",
            "statestore.cache.max.bytes",
            "rocksdb.config.setter",
            "buffered.records.per.partition");

    /** With one of these before its name, a setting is for one kind of client within Kafka Streams. */
    private static final Set<String> STREAMS_PREFIXES = Set.of(
            "main.consumer.",
            "restore.consumer.",
            "global.consumer.",
            "consumer.",
            "producer.",
            "admin.",
            "topic.",
            "internal.");

    private DecidedSettings() {}

    /** Whether a client of Stepfold may be made with a value of Stepfold's for this setting. */
    static boolean contains(String name) {
        return isDecided(withoutPrefix(name)) || name.startsWith("topic.");
    }

    /**
     * Why a user cannot give a setting this value.
     *
     * @param place where it was given, for the message
     */
    static Optional<String> refusal(String name, Object value, String place) {
        if (STREAMS_PREFIXES.stream().anyMatch(name::startsWith)) {
            return Optional.of(place + " cannot be set: what is set for Kafka's clients holds for all of them");
        }
        if (!isDecided(name) || isTheOnlyValue(name, value)) {
            return Optional.empty();
        }
        if (INSTEAD.containsKey(name)) {
            return Optional.of(place + " cannot be set: " + INSTEAD.get(name) + " decides " + name);
        }
        return Optional.of(place + " cannot be set: Stepfold decides " + name + " itself");
    }

    private static boolean isDecided(String name) {
        return OTHERS.contains(name) || FIXED.containsKey(name) || INSTEAD.containsKey(name);
    }

    private static boolean isTheOnlyValue(String name, Object value) {
        return FIXED.getOrDefault(name, Set.of())
                .contains(value.toString().strip().toLowerCase(Locale.ROOT));
    }

    private static String withoutPrefix(String name) {
        return Stream.concat(STREAMS_PREFIXES.stream(), Stream.of(""))
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .filter(DecidedSettings::isDecided)
                .findFirst()
                .orElse(name);
    }
}
