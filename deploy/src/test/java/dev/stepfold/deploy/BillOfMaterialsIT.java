package dev.stepfold.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each image says that it holds, beside what it holds. */
class BillOfMaterialsIT {
    private static final String SPECIFICATION = "1.6";

    /** A package URL of Maven: {@code pkg:maven/<group>/<artifact>@<version>?classifier=<classifier>&type=jar}. */
    private static final Pattern PACKAGE =
            Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)(?:\\?(?:classifier=([^&]+)&)?type=jar)");

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_7,
                    builder -> builder.schemaIdResolvers(
                            resolvers -> resolvers.mapPrefix("http://cyclonedx.org/schema/", "classpath:")))
            .getSchema(SchemaLocation.of("http://cyclonedx.org/schema/bom-" + SPECIFICATION + ".schema.json"));

    @ParameterizedTest
    @ValueSource(strings = {"gateway-service", "orchestrator-service", "projection-service"})
    void isOfTheFormatThatToolsRead(String module) throws IOException {
        String bill = Files.readString(file(module));

        assertThat(SCHEMA.validate(bill, InputFormat.JSON)).isEmpty();
        assertThat(SCHEMA.validate(
                        bill.replaceFirst("\"components\" *: *\\[", "\"components\": [{},"), InputFormat.JSON))
                .isNotEmpty();
        assertThat(read(module).path("specVersion").asText()).isEqualTo(SPECIFICATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-service", "orchestrator-service", "projection-service"})
    void listsTheLibrariesThatAreThereAndNoOthers(String module) throws IOException {
        List<String> listed = new ArrayList<>();
        for (JsonNode component : read(module).path("components")) {
            Matcher library = PACKAGE.matcher(component.path("purl").asText());
            assertThat(library.matches()).as(component.path("purl").asText()).isTrue();
            String classifier = library.group(3);
            listed.add(
                    library.group(1) + "-" + library.group(2) + (classifier == null ? "" : "-" + classifier) + ".jar");
        }

        try (Stream<Path> libraries = Files.list(target(module).resolve("lib"))) {
            assertThat(listed)
                    .containsExactlyInAnyOrderElementsOf(libraries
                            .map(library -> library.getFileName().toString())
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway-service", "orchestrator-service", "projection-service"})
    void saysWhatTheImageIsAndUnderWhichLicencesItsLibrariesAre(String module) throws IOException {
        JsonNode bill = read(module);

        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo(module);
        assertThat(bill.at("/metadata/component/type").asText()).isEqualTo("application");
        assertThat(StreamSupport.stream(bill.path("components").spliterator(), false)
                        .filter(component -> component.path("licenses").isEmpty())
                        .map(component -> component.path("purl").asText()))
                .isEmpty();
    }

    private static JsonNode read(String module) throws IOException {
        return new ObjectMapper().readTree(file(module).toFile());
    }

    private static Path file(String module) {
        return target(module).resolve(module + ".cdx.json");
    }

    private static Path target(String module) {
        return Path.of("..", module, "target");
    }
}
