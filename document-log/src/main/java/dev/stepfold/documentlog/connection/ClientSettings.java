package dev.stepfold.documentlog.connection;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/**
 * The settings of Kafka's clients that a user gave, by Kafka's names, each with the place where it was given. They hold
 * secrets: no text of this class has a value.
 */
final class ClientSettings {
    /** Names a properties file with settings of Kafka's clients. */
    static final String FILE_VARIABLE = "KAFKA_CONFIG_FILE";

    private static final String VARIABLES = "KAFKA_";
    private static final String SERVERS_DEFAULT = "localhost:9092";
    private static final long FILE_BYTES_MAX = 1024 * 1024;

    /**
     * Variables that begin like ours and are none: those of the scripts and images of Kafka brokers, and those that
     * Kubernetes gives to each pod for a service whose name begins with {@code kafka}.
     */
    private static final Pattern OF_OTHERS = Pattern.compile("""
            KAFKA_(HOME|VERSION|CLUSTER_ID|DEBUG|OPTS|HEAP_OPTS|JVM_PERFORMANCE_OPTS|GC_LOG_OPTS\
            |JMX_OPTS|JMX_PORT|JMX_HOSTNAME|LOG4J_OPTS|LOG4J_LOGGERS|LOG4J_ROOT_LOGLEVEL\
            |(.+_)?SERVICE_HOST|(.+_)?SERVICE_PORT(_.+)?|(.+_)?PORT|(.+_)?PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)""");

    private static final List<ConfigDef> CLIENTS =
            List.of(AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

    private final Map<String, Object> values;
    private final Map<String, String> places;

    /** Whether users know these settings as variables. */
    private final boolean asVariables;

    private ClientSettings(Map<String, Object> values, Map<String, String> places, boolean asVariables) {
        this.asVariables = asVariables;
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
        this.places = Collections.unmodifiableMap(new TreeMap<>(places));
        Stream.concat(refusals(), faults()).findFirst().ifPresent(sentence -> {
            throw new UnusableConnectionException(sentence);
        });
    }

    /**
     * As they are given, by Kafka's names.
     *
     * @throws UnusableConnectionException with the first that Stepfold decides itself, or whose value no client takes
     */
    static ClientSettings of(Map<String, ?> given) {
        Map<String, String> places = new HashMap<>();
        given.keySet().forEach(name -> places.put(name, name));
        return new ClientSettings(new HashMap<>(given), places, false);
    }

    /**
     * From variables and, below them, the file that one of them names.
     *
     * @throws UnusableConnectionException if there is no such file, or it is no properties file; with the first setting
     *     that Stepfold decides itself, or whose value no client takes
     */
    static ClientSettings ofEnvironment(Map<String, String> variables) {
        Map<String, Object> values = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        file(variables)
                .ifPresent(file -> ofFile(file).forEach((name, value) -> {
                    values.put(name.toString(), value);
                    places.put(name.toString(), name + " in " + FILE_VARIABLE);
                }));
        variables.forEach((variable, value) -> nameOf(variable)
                .filter(_ -> !value.isBlank())
                .ifPresent(name -> {
                    values.put(name, value);
                    places.put(name, variable);
                }));
        values.putIfAbsent(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, SERVERS_DEFAULT);
        return new ClientSettings(values, places, true);
    }

    /** Whether these variables name a file, so that the settings may change. */
    static Optional<Path> file(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(FILE_VARIABLE))
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    private static Properties ofFile(Path file) {
        Properties properties = new Properties();
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new UnusableConnectionException(
                        FILE_VARIABLE + " must name a properties file of at most 1 MiB, not " + file);
            }
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            // What cannot be read may hold secrets, and the reason may quote it.
        } catch (IOException | IllegalArgumentException _) {
            throw new UnusableConnectionException(
                    FILE_VARIABLE + " must name a properties file that can be read, not " + file);
        }
        return properties;
    }

    /**
     * The setting that a variable gives; empty if it gives none. No setting of Kafka's clients has an underscore in its
     * name.
     */
    static Optional<String> nameOf(String variable) {
        return Optional.of(variable)
                .filter(name -> name.startsWith(VARIABLES))
                .filter(name -> !name.equals(FILE_VARIABLE))
                .filter(name -> !OF_OTHERS.matcher(name).matches())
                .map(name -> name.substring(VARIABLES.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'));
    }

    private Stream<String> refusals() {
        return values.entrySet().stream()
                .flatMap(given ->
                        DecidedSettings.refusal(given.getKey(), given.getValue(), place(given.getKey())).stream());
    }

    private Stream<String> faults() {
        Map<String, String> texts = new HashMap<>();
        values.forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text);
            }
        });
        return Stream.concat(
                login(),
                CLIENTS.stream()
                        .flatMap(client -> client.validate(texts).stream()
                                .filter(checked -> texts.containsKey(checked.name()))
                                .filter(checked -> !checked.errorMessages().isEmpty())
                                .map(checked -> place(checked.name()) + " cannot be used"
                                        + (isSecret(client, checked.name())
                                                ? ""
                                                : ": " + checked.errorMessages().getFirst()))));
    }

    /** What Kafka says of a login that it cannot read may quote a password. */
    private Stream<String> login() {
        if (values.get(SaslConfigs.SASL_JAAS_CONFIG) instanceof String text) {
            try {
                var _ = JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(text)));
            } catch (RuntimeException _) {
                return Stream.of(place(SaslConfigs.SASL_JAAS_CONFIG)
                        + " cannot be read: it must be a login module, the word required, options as name=\"value\", "
                        + "and a semicolon");
            }
        }
        return Stream.empty();
    }

    private static boolean isSecret(ConfigDef client, String name) {
        return Objects.requireNonNull(client.configKeys().get(name)).type == ConfigDef.Type.PASSWORD;
    }

    /** The places of settings that no client of Kafka knows; a plug-in may. */
    List<String> unknown() {
        Set<String> known = new HashSet<>();
        CLIENTS.forEach(client -> known.addAll(client.names()));
        return values.keySet().stream()
                .filter(name -> !known.contains(name))
                .map(this::place)
                .toList();
    }

    /** The settings, by Kafka's names. */
    Map<String, Object> values() {
        return values;
    }

    /** Where a setting was given, or would be. */
    String place(String name) {
        return places.getOrDefault(
                name, asVariables ? VARIABLES + name.toUpperCase(Locale.ROOT).replace('.', '_') : name);
    }

    /** Where settings of security were given. */
    List<String> securityPlaces() {
        return values.keySet().stream()
                .filter(name -> name.matches("(security|ssl|sasl)\\..*"))
                .map(this::place)
                .toList();
    }
}
