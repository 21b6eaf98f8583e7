package dev.stepfold.deploy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What our kustomizations have of what one may have: a field that is not here is refused, misspelt or not.
 *
 * @param resources files and folders of resources
 * @param patches files that change them
 * @param configMapGenerator maps of settings
 * @param images what the images' names become
 */
record Kustomization(
        String apiVersion,
        String kind,
        List<String> resources,
        List<Patch> patches,
        List<Labels> labels,
        @JsonProperty("generatorOptions") Options options,
        List<Settings> configMapGenerator,
        List<Image> images) {
    Kustomization {
        resources = Objects.requireNonNullElse(resources, List.of());
        patches = Objects.requireNonNullElse(patches, List.of());
        configMapGenerator = Objects.requireNonNullElse(configMapGenerator, List.of());
        images = Objects.requireNonNullElse(images, List.of());
    }

    /** @param path a file with partial resources */
    record Patch(String path) {}

    /** @param pairs of every resource */
    record Labels(Map<String, String> pairs) {}

    /** @param labels of every generated map */
    record Options(Map<String, String> labels) {}

    /**
     * @param behavior {@code merge} for what is added to another layer's; null for a new one
     * @param literals {@code NAME=value}
     */
    record Settings(String name, String behavior, List<String> literals) {
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            literals.forEach(literal -> values.put(
                    literal.substring(0, literal.indexOf('=')), literal.substring(literal.indexOf('=') + 1)));
            return values;
        }
    }

    /** @param newTag replaces that of the name */
    record Image(String name, String newTag) {}

    static Kustomization of(Path folder) {
        return Manifests.read(folder.resolve(Manifests.KUSTOMIZATION), Kustomization.class);
    }
}
