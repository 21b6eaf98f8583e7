package dev.stepfold.documentlog.connection;

import dev.stepfold.schemas.KafkaNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every Kafka client of a process connects, and the one place where consumers, producers and admin clients are made.
 * A client has the settings that the user gave, and above them those of its own, which only Stepfold decides.
 *
 * <p>Settings of a user come from the environment, {@code KAFKA_<NAME>} for the setting {@code <name>} with dots for
 * underscores, and from the properties file that {@code KAFKA_CONFIG_FILE} names. A variable counts more than the file.
 * The file is read again whenever a client is made.
 *
 * <p>It also says which installation is meant where several share a cluster: {@code STEPFOLD_PREFIX}, by default
 * {@code stepfold}, leads the names of everything that the installation has on Kafka.
 *
 * <p>It holds secrets; its text has none. Safe for use by many threads.
 */
public final class KafkaConnection {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConnection.class);

    private static final String PREFIX_VARIABLE = "STEPFOLD_PREFIX";
    private static final String CREATE_TOPICS_VARIABLE = "STEPFOLD_CREATE_TOPICS";

    private final Supplier<ClientSettings> settings;
    private final List<String> unknown;
    private final KafkaNames names;
    private final boolean createsSharedTopics;

    /** Whether a broker has answered that does not encrypt, as the clients do not. */
    private volatile boolean isKnownToFit;

    private KafkaConnection(
            Supplier<ClientSettings> settings, List<String> unknown, KafkaNames names, boolean createsSharedTopics) {
        this.createsSharedTopics = createsSharedTopics;
        this.settings = settings;
        this.unknown = unknown;
        this.names = names;
    }

    /**
     * With these settings, by Kafka's names: {@code bootstrap.servers}, and security settings if Kafka requires any.
     *
     * @throws UnusableConnectionException if Stepfold decides one of them itself, or no client takes its value
     */
    public static KafkaConnection of(Map<String, ?> settings) {
        ClientSettings fixed = ClientSettings.of(settings);
        return new KafkaConnection(() -> fixed, fixed.unknown(), KafkaNames.DEFAULT, true);
    }

    /** Without any security, for example to {@code localhost:9092}. */
    public static KafkaConnection to(String bootstrapServers) {
        return of(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * With the settings that environment variables give; without any, to {@code localhost:9092}. Empty variables count
     * as not set.
     *
     * @throws UnusableConnectionException if Stepfold decides one of them itself, no client takes its value, or the file
     *     cannot be read
     */
    public static KafkaConnection ofEnvironment(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        ClientSettings atFirst = ClientSettings.ofEnvironment(copy);
        Supplier<ClientSettings> settings =
                ClientSettings.file(copy).isPresent() ? () -> ClientSettings.ofEnvironment(copy) : () -> atFirst;
        KafkaConnection connection =
                new KafkaConnection(settings, atFirst.unknown(), namesOf(copy), createsTopics(copy));
        connection.warning().ifPresent(LOG::warn);
        return connection;
    }

    private static boolean createsTopics(Map<String, String> variables) {
        String value = variables.getOrDefault(CREATE_TOPICS_VARIABLE, "");
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "", "on" -> true;
            case "off" -> false;
            default ->
                throw new UnusableConnectionException(CREATE_TOPICS_VARIABLE + " must be on or off, not " + value);
        };
    }

    private static KafkaNames namesOf(Map<String, String> variables) {
        String prefix = variables.getOrDefault(PREFIX_VARIABLE, "");
        try {
            return prefix.isBlank() ? KafkaNames.DEFAULT : new KafkaNames(prefix.strip());
        } catch (IllegalArgumentException e) {
            throw new UnusableConnectionException(PREFIX_VARIABLE + " " + e.getMessage() + ", not " + prefix);
        }
    }

    /** Whether {@link #ofEnvironment} reads this variable, among those of others. */
    public static boolean reads(String variable) {
        return variable.equals(PREFIX_VARIABLE)
                || variable.equals(CREATE_TOPICS_VARIABLE)
                || variable.equals(ClientSettings.FILE_VARIABLE)
                || ClientSettings.nameOf(variable).isPresent();
    }

    /** To the same Kafka, but to the installation with these names there. */
    public KafkaConnection withNames(KafkaNames others) {
        return new KafkaConnection(settings, unknown, others, createsSharedTopics);
    }

    /** Whether the services create the shared topics that are missing; otherwise the owner of the cluster does. */
    public boolean createsSharedTopics() {
        return createsSharedTopics;
    }

    /** What the installation's topics, groups and transactional ids are called. */
    public KafkaNames names() {
        return names;
    }

    /**
     * One sentence for the start, if no client of Kafka knows some of the settings: they may be misspelt. They reach the
     * clients nevertheless, since a plug-in may know them.
     */
    public Optional<String> warning() {
        return unknown.isEmpty()
                ? Optional.empty()
                : Optional.of("Kafka's clients know no such setting: " + String.join(", ", unknown));
    }

    /** Where a setting was given, or would be, for messages: its variable, for example. */
    String place(String name) {
        return current().place(name);
    }

    /** Whether clients log in with tokens. */
    boolean hasTokens() {
        return "OAUTHBEARER".equals(current().values().get(SaslConfigs.SASL_MECHANISM));
    }

    /** Whether clients encrypt. */
    boolean isEncrypted() {
        return String.valueOf(current().values().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
                .strip()
                .toUpperCase(Locale.ROOT)
                .endsWith("SSL");
    }

    /**
     * A client that does not encrypt, at a broker that does, exhausts the memory of its process. So the broker is asked before
     * the first client is made, and again before each next one until it has answered.
     *
     * @throws ConfigException if the broker encrypts, and the client would not
     */
    private void requireEncryptionWhereKafkaEncrypts() {
        if (isKnownToFit || isEncrypted()) {
            return;
        }
        Optional<Probe.Answer> there = Probe.of(servers());
        if (there.equals(Optional.of(Probe.Answer.ENCRYPTED))) {
            throw new ConfigException(KafkaProblem.encrypts(this));
        }
        isKnownToFit = there.equals(Optional.of(Probe.Answer.BROKER));
    }

    /** Whether any setting of security was given. */
    public boolean isSecured() {
        return !securityPlaces().isEmpty();
    }

    /** Where settings of security were given, for messages. */
    List<String> securityPlaces() {
        return current().securityPlaces();
    }

    /** Kafka's addresses, for messages. */
    public String servers() {
        return String.valueOf(current().values().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * A consumer of records with text keys; the caller closes it. It never commits and never creates a topic by itself.
     *
     * @throws KafkaException if it cannot be made
     */
    public Consumer<String, byte[]> consumer(Map<String, Object> own) {
        return consumer(own, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** As {@link #consumer(Map)}, for other keys and values. */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> own, Deserializer<K> keys, Deserializer<V> values) {
        Map<String, Object> config = with(own);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(config, keys, values);
    }

    /**
     * A producer of records with text keys; the caller closes it. It is idempotent, and waits for all replicas.
     *
     * @throws KafkaException if it cannot be made
     */
    public Producer<String, byte[]> producer(Map<String, Object> own) {
        return producer(own, new StringSerializer(), new ByteArraySerializer());
    }

    /** As {@link #producer(Map)}, for other keys and values. */
    public <K, V> Producer<K, V> producer(Map<String, Object> own, Serializer<K> keys, Serializer<V> values) {
        Map<String, Object> config = with(own);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(config, keys, values);
    }

    /**
     * An admin client; the caller closes it.
     *
     * @throws KafkaException if it cannot be made
     */
    public Admin admin(Map<String, Object> own) {
        return Admin.create(with(own));
    }

    /**
     * The settings of a client that a library makes: those of the user, and above them its own.
     *
     * @param own settings that Stepfold decides
     * @throws ConfigException if the file cannot be used any more, or Kafka encrypts and these settings do not
     * @throws IllegalArgumentException if a user could set one of {@code own}: this is a defect
     */
    public Map<String, Object> with(Map<String, Object> own) {
        requireEncryptionWhereKafkaEncrypts();
        own.keySet().forEach(name -> {
            if (!DecidedSettings.contains(name)) {
                throw new IllegalArgumentException("a user can set " + name + ", which would then be ignored");
            }
        });
        Map<String, Object> all = new HashMap<>(current().values());
        all.putAll(own);
        return all;
    }

    private ClientSettings current() {
        try {
            return settings.get();
        } catch (UnusableConnectionException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    /** Without any setting's value. */
    @Override
    public String toString() {
        return "KafkaConnection" + current().values().keySet();
    }
}
