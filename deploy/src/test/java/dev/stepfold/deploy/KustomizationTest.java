package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of the manifests, and what puts them together. */
class KustomizationTest {
    static List<Path> folders() {
        return List.of(Manifests.BASE, Manifests.STRIMZI, Manifests.MONITORING);
    }

    @Test
    void areAllThatThereAre() {
        assertThat(Manifests.files(Manifests.FOLDER)).containsExactlyInAnyOrderElementsOf(folders());
    }

    @ParameterizedTest
    @MethodSource("folders")
    void leaveNoFileOut(Path folder) {
        Kustomization kustomization = Kustomization.of(folder);
        List<Path> named = Stream.concat(
                        kustomization.resources().stream(),
                        kustomization.patches().stream().map(Kustomization.Patch::path))
                .map(name -> folder.resolve(name).normalize())
                .toList();

        assertThat(named).doesNotHaveDuplicates().allMatch(Files::exists);
        assertThat(named.stream().filter(Files::isRegularFile))
                .containsExactlyInAnyOrderElementsOf(Manifests.files(folder).stream()
                        .filter(file -> !file.endsWith(Manifests.KUSTOMIZATION))
                        .toList());
        assertThat(named.stream().filter(Files::isDirectory))
                .allSatisfy(other -> assertThat(folders()).contains(other));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void areKnownToTheTypedModelToTheLastField(Path folder) {
        assertThat(Manifests.in(folder).resources())
                .isNotEmpty()
                .allSatisfy(resource ->
                        assertThat(resource.getMetadata().getName()).matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
    }

    @Test
    void mayNotHaveAFieldThatNobodyKnows() {
        assertRefused(Manifests.BASE.resolve("gateway.yaml"), "readOnlyRootFilesystem", "readOnlyRootFileSystem");
        assertRefused(Manifests.BASE.resolve("projection.yaml"), "volumeClaimTemplates", "volumeClaimTemplate");
        assertRefused(Manifests.STRIMZI.resolve("users.yaml"), "patternType", "pattern");
        assertRefused(Manifests.STRIMZI.resolve("kafka.yaml"), "kraftMetadata", "kraftMetaData");
    }

    private static void assertRefused(Path file, String field, String misspelt) {
        String text = Manifests.text(file);
        String wrong = text.replace(field + ":", misspelt + ":");

        assertThat(wrong).isNotEqualTo(text);
        assertThatThrownBy(() -> Manifests.parse(wrong)).hasMessageContaining("\"" + misspelt + "\"");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void defineEveryResourceOnce(Path folder) {
        List<String> names = Manifests.in(folder).resources().stream()
                .map(resource ->
                        resource.getKind() + " " + resource.getMetadata().getName())
                .toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void leaveTheNamespaceToWhoeverAppliesThem(Path folder) {
        assertThat(Manifests.in(folder).resources())
                .extracting(resource -> resource.getMetadata().getNamespace())
                .containsOnlyNulls();
    }

    @Test
    void patchWhatThereIs() {
        Manifests base = Manifests.in(Manifests.BASE);
        Manifests patches = Manifests.parse(Manifests.text(Manifests.STRIMZI.resolve("connection.yaml")));

        assertThat(patches.resources()).hasSize(3).allSatisfy(patch -> {
            HasMetadata patched = base.one(patch.getClass(), patch.getMetadata().getName());
            assertThat(patched.getApiVersion()).isEqualTo(patch.getApiVersion());
        });
        assertThat(patches.workloads())
                .allSatisfy(patch -> assertThat(names(patch.template().getSpec().getContainers()))
                        .isSubsetOf(names(base.workloads().stream()
                                .filter(workload -> workload.name().equals(patch.name()))
                                .flatMap(workload -> workload.template().getSpec().getContainers().stream())
                                .toList())));
    }

    private static List<String> names(List<Container> containers) {
        return containers.stream().map(Container::getName).toList();
    }

    @Test
    void nameEveryImageSoThatItCanBeReplaced() {
        List<String> used = Manifests.in(Manifests.BASE).workloads().stream()
                .flatMap(workload -> workload.template().getSpec().getContainers().stream())
                .map(Container::getImage)
                .toList();

        assertThat(Kustomization.of(Manifests.BASE).images())
                .extracting(Kustomization.Image::name)
                .containsExactlyInAnyOrderElementsOf(used);
        assertThat(Kustomization.of(Manifests.BASE).images())
                .extracting(Kustomization.Image::newTag)
                .containsOnly(version());
    }

    /** That of the build. */
    private static String version() {
        String pom = Manifests.text(Path.of("pom.xml"));
        return pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));
    }

    @Test
    void haveTheSettingsThatTheServicesAskFor() {
        List<String> made = new ArrayList<>();
        Kustomization.of(Manifests.BASE).configMapGenerator().forEach(map -> made.add(map.name()));

        assertThat(Manifests.in(Manifests.BASE).workloads())
                .flatExtracting(workload -> workload.template().getSpec().getContainers())
                .flatExtracting(Container::getEnvFrom)
                .allSatisfy(
                        from -> assertThat(made).contains(from.getConfigMapRef().getName()));
        assertThat(Kustomization.of(Manifests.STRIMZI).configMapGenerator())
                .isNotEmpty()
                .allSatisfy(map -> {
                    assertThat(map.behavior()).isEqualTo("merge");
                    assertThat(made).contains(map.name());
                })
                .allSatisfy(map -> assertThat(map.values()).isNotEmpty());
    }

    @Test
    void labelEveryResourceWithTheServiceThatItIsOf() {
        assertThat(Manifests.in(Manifests.BASE).resources())
                .allSatisfy(resource -> assertThat(resource.getMetadata().getLabels())
                        .as(resource.getKind())
                        .containsAllEntriesOf(Map.of(
                                "app.kubernetes.io/component",
                                resource.getMetadata().getName().split("-", -1)[1])));
    }
}
