package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.agentexport.ExportFormat;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.testkit.SharedBroker;
import io.micronaut.web.router.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code /openapi.yaml} is generated from the controllers and completed by {@code components.yaml}. */
@Timeout(60)
final class OpenApiTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final Path EXAMPLES = Path.of("../schemas/src/test/resources/examples");

    /** Schemas that others add members to. */
    private static final Set<String> PARTS = Set.of("EventOutline", "Webhook");

    private static Gateway gateway;
    private static JsonNode contract;

    @BeforeAll
    static void start() {
        gateway = new Gateway(BROKER.bootstrapServers(), Map.of());
        contract = new YAMLMapper().readTree(gateway.get("/openapi.yaml").body());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void saysWhatItIs() {
        assertThat(contract.path("openapi").stringValue()).isEqualTo("3.1.0");
        assertThat(contract.at("/info/title").stringValue()).isEqualTo("Stepfold gateway");
    }

    @Test
    void documentsEveryCall() {
        List<String> calls = gateway.bean(Router.class)
                .uriRoutes()
                .map(route -> route.getHttpMethod().name().toLowerCase(Locale.ROOT) + " "
                        + route.getUriMatchTemplate().toPathString().replace(":[^/]+", ""))
                .filter(call -> call.contains(" /api/") && !call.startsWith("head "))
                .distinct()
                .toList();

        assertThat(calls).contains("delete /api/documents/{id}");
        assertThat(calls).allSatisfy(call -> {
            JsonNode operation = operation(call);
            assertThat(operation.path("summary").stringValue("")).isNotBlank();
            assertThat(operation.path("operationId").stringValue("")).isNotBlank();
            assertThat(operation.path("responses").propertyNames()).contains("401", "403", "404", "503");
        });
    }

    @Test
    void documentsTheIdempotencyKeyOfCommandCalls() {
        for (String call :
                List.of("post /api/documents", "delete /api/documents/{id}", "post /api/documents/{id}/retry")) {
            assertThat(operation(call).path("parameters").findValuesAsString("$ref"))
                    .contains("#/components/parameters/IdempotencyKey", "#/components/parameters/PreferWait");
        }
    }

    @Test
    void documentsEveryProblemCode() {
        assertThat(contract.at("/components/schemas/Problem/properties/code/enum")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::code)
                        .toList());
    }

    @Test
    void documentsEveryFormatOfAnAgent() {
        assertThat(contract.at("/components/parameters/AgentFormat/schema/enum")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactlyElementsOf(ExportFormat.names());
    }

    @Test
    void refersOnlyToWhatExists() {
        assertThat(contract.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                contract.at(reference.substring(1)).isMissingNode())
                        .as("%s is missing", reference)
                        .isFalse());
    }

    @ParameterizedTest
    @CsvSource({"event, Event", "state, DocumentState", "agent, Agent"})
    void describesEveryMemberOfWhatTheJsonSchemasAccept(String kind, String described) throws IOException {
        ObjectNode schema = (ObjectNode) contract.deepCopy();
        schema.path("components").path("schemas").properties().stream()
                .filter(component -> !PARTS.contains(component.getKey()))
                .map(component -> component.getValue())
                .filter(component -> component.has("properties"))
                .forEach(component -> ((ObjectNode) component).put("unevaluatedProperties", false));
        schema.put("$ref", "#/components/schemas/" + described);
        Schema strict = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON);

        try (Stream<Path> examples = Files.list(EXAMPLES.resolve(kind).resolve("valid"))) {
            assertThat(examples)
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(strict.validate(Files.readString(example), InputFormat.JSON))
                            .as(example.toString())
                            .isEmpty());
        }
    }

    private static JsonNode operation(String call) {
        String[] parts = call.split(" ", -1);
        return contract.path("paths").path(parts[1]).path(parts[0]);
    }
}
