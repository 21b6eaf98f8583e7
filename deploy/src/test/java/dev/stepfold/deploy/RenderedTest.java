package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl kustomize} makes of the manifests, which is what a cluster gets. */
class RenderedTest {
    private static final Pattern VERSION = Pattern.compile("Kustomize Version: v(\\d+)\\.");
    private static final int VERSION_MIN = 5;

    @BeforeAll
    static void needsKubectl() throws IOException, InterruptedException {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
                "kubectl is not installed: the manifests are only checked file by file");
        String version = kubectl("version", "--client");
        assumeTrue(
                VERSION.matcher(version).results().anyMatch(found -> Integer.parseInt(found.group(1)) >= VERSION_MIN),
                "the manifests need kustomize " + VERSION_MIN + ": they are only checked file by file. " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "strimzi", "monitoring"})
    void isKnownToTheTypedModelToTheLastField(String folder) throws Exception {
        Manifests rendered = rendered(folder);

        assertThat(rendered.resources()).isNotEmpty();
        assertThat(rendered.resources().stream()
                        .map(resource -> resource.getKind() + " "
                                + resource.getMetadata().getName()))
                .doesNotHaveDuplicates();
        assertThat(rendered.resources())
                .extracting(HasMetadata::getMetadata)
                .allSatisfy(metadata ->
                        assertThat(metadata.getLabels()).containsEntry("app.kubernetes.io/part-of", "stepfold"));
    }

    @Test
    void hasTheSettingsOfBothLayersAndTheServicesThatAskForThem() throws Exception {
        Manifests rendered = rendered("strimzi");
        List<ConfigMap> settings = rendered.all(ConfigMap.class);

        assertThat(settings)
                .filteredOn(map -> map.getData().containsKey("KAFKA_BOOTSTRAP_SERVERS"))
                .singleElement()
                .satisfies(map -> assertThat(map.getData())
                        .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "stepfold-kafka-bootstrap:9093")
                        .containsEntry("STEPFOLD_REPLICATION_FACTOR", "3"));
        assertThat(settings)
                .extracting(map -> map.getMetadata().getLabels().get("app.kubernetes.io/component"))
                .containsOnly("settings");
        assertThat(rendered.workloads()).hasSize(3).allSatisfy(workload -> {
            Container container = workload.template().getSpec().getContainers().getFirst();
            assertThat(container.getEnvFrom())
                    .isNotEmpty()
                    .allSatisfy(from ->
                            rendered.one(ConfigMap.class, from.getConfigMapRef().getName()));
            assertThat(container.getImage()).matches("stepfold-[a-z]+:[0-9.]+");
        });
    }

    /** A patch replaces a list where kustomize does not know by what its entries are told apart. */
    @Test
    void addsToWhatTheBaseHas() throws Exception {
        Manifests base = Manifests.in(Manifests.BASE);

        assertThat(rendered("strimzi").workloads()).allSatisfy(workload -> {
            Container before = base.workloads().stream()
                    .filter(other -> other.name().equals(workload.name()))
                    .findFirst()
                    .orElseThrow()
                    .template()
                    .getSpec()
                    .getContainers()
                    .getFirst();
            Container after = workload.template().getSpec().getContainers().getFirst();
            assertThat(after.getEnv())
                    .containsAll(before.getEnv())
                    .extracting(EnvVar::getName)
                    .contains("KAFKA_SASL_JAAS_CONFIG");
            assertThat(after.getVolumeMounts())
                    .containsAll(before.getVolumeMounts())
                    .hasSize(before.getVolumeMounts().size() + 1);
            assertThat(after.getResources()).isEqualTo(before.getResources());
            assertThat(after.getSecurityContext()).isEqualTo(before.getSecurityContext());
        });
    }

    private static Manifests rendered(String folder) throws IOException, InterruptedException {
        return Manifests.parse(
                kubectl("kustomize", Manifests.FOLDER.resolve(folder).toString()));
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("kubectl"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
