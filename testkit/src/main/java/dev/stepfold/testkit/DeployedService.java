package dev.stepfold.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * A service as one of the deployments in this repository starts it, as far as the service itself can judge it.
 *
 * @param place where it stands, for messages
 * @param variables its environment as the deployment's own defaults make it; what the cluster or the user decides has a value
 *     that stands for it
 * @param helpers names of variables that are put into others, and need not be settings
 * @param grace how long it may take to stop before it is killed, and how much of that passes before it is told; empty where the
 *     deployment does not say
 */
public record DeployedService(String place, Map<String, String> variables, Set<String> helpers, Optional<Grace> grace) {
    private static final Path ROOT = Path.of("..");
    private static final Path KUBERNETES = ROOT.resolve(Path.of("deploy", "kubernetes"));

    /** Each is all that the ones before it are, and more. */
    private static final List<String> LAYERS = List.of("base", "strimzi");

    private static final List<String> COMPOSE = List.of("docker-compose.yml", "docker-compose.cluster.yml");

    /** A variable within the value of another: {@code $(NAME)} for Kubernetes. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Z0-9_]+)\\)");

    /** {@code ${NAME}}, {@code ${NAME:-default}} or {@code ${NAME:?message}} in a compose file. */
    private static final Pattern INTERPOLATION = Pattern.compile("\\$\\{[A-Z0-9_]+(?::-([^}]*)|:\\?[^}]*)?}");

    /** As long as the secrets of services have to be. */
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"user\" password=\"%s\";"
                    .formatted(SECRET);

    /** What stands for the values that a cluster has, by the field or the key of the Secret. */
    private static final Map<String, String> OF_THE_CLUSTER =
            Map.of("metadata.name", "stepfold-0", "status.podIP", "10.0.0.7", "sasl.jaas.config", LOGIN);

    /**
     * The time that a service has to stop.
     *
     * @param untilKilled from the first sign of the end to SIGKILL
     * @param untilTold from the first sign of the end to SIGTERM
     */
    public record Grace(Duration untilKilled, Duration untilTold) {}

    /**
     * All of a service's deployments.
     *
     * @param service its name, for example {@code gateway}
     */
    public static List<DeployedService> all(String service) {
        List<DeployedService> found = new ArrayList<>();
        for (int layers = 1; layers <= LAYERS.size(); layers++) {
            found.add(onKubernetes(service, LAYERS.subList(0, layers)));
        }
        COMPOSE.forEach(file -> found.addAll(inContainers(service, file)));
        return found;
    }

    private static DeployedService onKubernetes(String service, List<String> layers) {
        Map<String, Map<String, String>> settings = new HashMap<>();
        Map<String, String> variables = new LinkedHashMap<>();
        List<Map<String, Object>> own = new ArrayList<>();
        @Nullable Grace grace = null;
        for (String layer : layers) {
            for (Map<String, Object> document : documents(KUBERNETES.resolve(layer))) {
                maps(document, "configMapGenerator")
                        .forEach(map -> settings.computeIfAbsent(text(map, "name"), _ -> new LinkedHashMap<>())
                                .putAll(literals(map)));
                Map<String, Object> pod = map(document, "spec", "template", "spec");
                for (Map<String, Object> container : maps(pod, "containers")) {
                    if (text(container, "name").equals(service)) {
                        own.add(container);
                        grace = pod.get("terminationGracePeriodSeconds") instanceof Integer seconds
                                ? new Grace(Duration.ofSeconds(seconds), preStop(container))
                                : grace;
                    }
                }
            }
        }
        own.forEach(container -> maps(container, "envFrom")
                .forEach(from -> variables.putAll(
                        Objects.requireNonNull(settings.get(text(map(from, "configMapRef"), "name"))))));
        own.forEach(container ->
                maps(container, "env").forEach(variable -> variables.put(text(variable, "name"), value(variable))));
        Set<String> helpers = new LinkedHashSet<>();
        variables.replaceAll((_, value) -> REFERENCE.matcher(value).replaceAll(reference -> {
            helpers.add(reference.group(1));
            return Matcher.quoteReplacement(
                    Objects.requireNonNull(variables.get(reference.group(1)), reference.group()));
        }));
        return new DeployedService(String.join(" + ", layers), variables, helpers, Optional.ofNullable(grace));
    }

    private static Map<String, String> literals(Map<String, Object> generator) {
        Map<String, String> values = new LinkedHashMap<>();
        list(generator, "literals").forEach(literal -> {
            String[] parts = literal.toString().split("=", 2);
            values.put(parts[0], parts[1]);
        });
        return values;
    }

    private static String value(Map<String, Object> variable) {
        if (variable.get("value") instanceof String value) {
            return value;
        }
        Map<String, Object> field = map(variable, "valueFrom", "fieldRef");
        String key =
                field.isEmpty() ? text(map(variable, "valueFrom", "secretKeyRef"), "key") : text(field, "fieldPath");
        return OF_THE_CLUSTER.getOrDefault(key, SECRET);
    }

    private static Duration preStop(Map<String, Object> container) {
        return map(container, "lifecycle", "preStop", "sleep").get("seconds") instanceof Integer seconds
                ? Duration.ofSeconds(seconds)
                : Duration.ZERO;
    }

    private static List<DeployedService> inContainers(String service, String file) {
        List<DeployedService> found = new ArrayList<>();
        map(documents(ROOT.resolve(file)).getFirst(), "services").forEach((name, container) -> {
            Map<String, Object> described = asMap(container);
            if (map(described, "build", "args").getOrDefault("MODULE", "").equals(service + "-service")) {
                Map<String, String> variables = new LinkedHashMap<>();
                map(described, "environment")
                        .forEach((variable, value) -> variables.put(
                                variable,
                                INTERPOLATION.matcher(value.toString()).replaceAll(DeployedService::of)));
                found.add(new DeployedService(file + ", " + name, variables, Set.of(), Optional.empty()));
            }
        });
        if (found.isEmpty()) {
            throw new AssertionError(file + " has no " + service);
        }
        return found;
    }

    private static String of(MatchResult interpolation) {
        String given = interpolation.group(1);
        return Matcher.quoteReplacement(given == null ? SECRET : given);
    }

    /** The documents of a YAML file, or of all such files in a folder. */
    private static List<Map<String, Object>> documents(Path place) {
        try (Stream<Path> files = Files.isDirectory(place) ? Files.list(place) : Stream.of(place)) {
            List<Map<String, Object>> documents = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                StreamSupport.stream(new Yaml().loadAll(Files.readString(file)).spliterator(), false)
                        .map(DeployedService::asMap)
                        .forEach(documents::add);
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Map<String, Object> map, String key) {
        return Objects.requireNonNull(map.get(key), key).toString();
    }

    private static Map<String, Object> map(Map<String, Object> map, String... path) {
        Map<String, Object> here = map;
        for (String key : path) {
            here = asMap(here.get(key));
        }
        return here;
    }

    private static List<Map<String, Object>> maps(Map<String, Object> map, String key) {
        return list(map, key).stream().map(DeployedService::asMap).toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Map<String, Object> map, String key) {
        return map.get(key) instanceof List<?> list ? (List<Object>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Without values: some stand for secrets. */
    @Override
    public String toString() {
        return place;
    }
}
