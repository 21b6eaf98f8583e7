package dev.stepfold.examples;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * How the examples connect to Kafka: with the same settings as Stepfold's services. {@code KAFKA_SECURITY_PROTOCOL} in
 * the environment sets {@code security.protocol}, and so on, and {@code KAFKA_CONFIG_FILE} names a properties file with
 * such settings; a variable counts more than the file.
 */
final class Connection {
    private static final String PREFIX = "KAFKA_";
    private static final String FILE = PREFIX + "CONFIG_FILE";

    private Connection() {}

    /** The settings of an environment, by Kafka's names; without any, Kafka is at {@code localhost:9092}. */
    static Map<String, Object> of(Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
        String file = environment.getOrDefault(FILE, "");
        if (!file.isBlank()) {
            ofFile(Path.of(file)).forEach((name, value) -> settings.put(name.toString(), value));
        }
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX) && !variable.equals(FILE) && !value.isBlank()) {
                settings.put(nameOf(variable), value);
            }
        });
        return settings;
    }

    /** As {@link #of}, to another address. */
    static Map<String, Object> to(String bootstrapServers, Map<String, String> environment) {
        Map<String, Object> settings = of(environment);
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    /** What leads the names of the installation's topics: {@code STEPFOLD_PREFIX}, by default {@code stepfold}. */
    static String prefix(Map<String, String> environment) {
        String prefix = environment.getOrDefault("STEPFOLD_PREFIX", "");
        return prefix.isBlank() ? "stepfold" : prefix.strip();
    }

    private static String nameOf(String variable) {
        return variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Properties ofFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " must name a properties file that can be read, not " + file, e);
        }
        return properties;
    }
}
