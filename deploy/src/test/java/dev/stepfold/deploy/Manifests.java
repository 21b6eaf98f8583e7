package dev.stepfold.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Resources of Kubernetes, read by the models of its client and of Strimzi. These keep a field that they do not know; here it is
 * refused.
 *
 * @param resources all of them, in the order of their files
 */
record Manifests(List<HasMetadata> resources) {
    static final Path FOLDER = Path.of("kubernetes");
    static final Path BASE = FOLDER.resolve("base");
    static final Path STRIMZI = FOLDER.resolve("strimzi");
    static final Path MONITORING = FOLDER.resolve("monitoring");

    static final String KUSTOMIZATION = "kustomization.yaml";

    /** What a manifest here may be, and what reads it. */
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.ofEntries(
            Map.entry("v1 ConfigMap", ConfigMap.class),
            Map.entry("v1 Service", Service.class),
            Map.entry("v1 ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1 Deployment", Deployment.class),
            Map.entry("apps/v1 StatefulSet", StatefulSet.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1 PodMonitor", PodMonitor.class),
            Map.entry("kafka.strimzi.io/v1 Kafka", Kafka.class),
            Map.entry("kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class),
            Map.entry("kafka.strimzi.io/v1 KafkaUser", KafkaUser.class));

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                    .build())
            .setAnnotationIntrospector(new NoUnknownFields())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /**
     * What is in these folders' files, but for the kustomizations.
     *
     * @throws AssertionError if the models do not know one of them or one of its fields; names the field
     */
    static Manifests in(Path... folders) {
        List<HasMetadata> read = new ArrayList<>();
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                if (!file.endsWith(KUSTOMIZATION)) {
                    read.addAll(parse(text(file)).resources);
                }
            }
        }
        return new Manifests(read);
    }

    /** As above, of the documents of this text. */
    static Manifests parse(String yaml) {
        List<HasMetadata> read = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                String kind = document.path("apiVersion").asText() + " "
                        + document.path("kind").asText();
                Class<? extends HasMetadata> model = Optional.ofNullable(KINDS.get(kind))
                        .orElseThrow(() -> new AssertionError("no model of " + kind));
                read.add(YAML.treeToValue(document, model));
            }
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        return new Manifests(read);
    }

    /** A file that is no resource, such as a kustomization, read by this model. */
    static <T> T read(Path file, Class<T> model) {
        try {
            return YAML.readValue(text(file), model);
        } catch (IOException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        }
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        List<T> found = all(kind).stream()
                .filter(resource -> resource.getMetadata().getName().equals(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + kind.getSimpleName() + " " + name);
        }
        return found.getFirst();
    }

    /** What runs pods. */
    List<Workload> workloads() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(set -> new Workload(
                                        set.getMetadata().getName(),
                                        set.getSpec().getReplicas(),
                                        set.getSpec().getSelector() == null
                                                ? Map.of()
                                                : set.getSpec().getSelector().getMatchLabels(),
                                        set.getSpec().getTemplate())),
                        all(StatefulSet.class).stream()
                                .map(set -> new Workload(
                                        set.getMetadata().getName(),
                                        set.getSpec().getReplicas(),
                                        set.getSpec().getSelector() == null
                                                ? Map.of()
                                                : set.getSpec().getSelector().getMatchLabels(),
                                        set.getSpec().getTemplate())))
                .toList();
    }

    /**
     * What runs pods of one kind.
     *
     * @param replicas how many pods there are; null in a patch
     * @param selector the labels by which it knows its pods
     */
    record Workload(String name, Integer replicas, Map<String, String> selector, PodTemplateSpec template) {
        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }
    }

    /** The models collect what they do not know by methods with an annotation, which this does not see. */
    private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated method) {
            return false;
        }
    }
}
