package dev.stepfold.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code asyncapi.yaml} is valid, refers to what exists, and says of topics and events what the code says. */
class AsyncApiTest {
    private static final String SCHEMA_FILES = "src/main/resources/json-schema/";
    private static final Path FILE = Path.of("asyncapi.yaml");
    private static final JsonMapper JSON = new JsonMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNode DOCUMENT = YAML.readTree(FILE);

    static Stream<Example> events() {
        return Example.of(Contract.named("event"), "valid").stream();
    }

    @Test
    void isValidByTheOfficialSchema() throws Exception {
        assertThat(officialProblems(Files.readString(FILE))).isEmpty();
    }

    @Test
    void wouldNotBeValidWithAMistakeDeepInside() throws Exception {
        String mistaken = Files.readString(FILE).replace("cleanup.policy: [compact]", "cleanup.policy: [forget]");

        assertThat(officialProblems(mistaken)).isNotEmpty();
    }

    @Test
    void refersOnlyToWhatExists() {
        assertThat(DOCUMENT.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(resolve(reference).isMissingNode())
                        .as("%s is missing", reference)
                        .isFalse());
    }

    @Test
    void hasEveryTopicAsAChannel() {
        KafkaNames names = KafkaNames.DEFAULT;

        assertThat(DOCUMENT.path("channels")
                        .valueStream()
                        .map(channel -> channel.path("address").stringValue()))
                .containsExactlyInAnyOrder(
                        names.commands(),
                        names.stepEvents(),
                        names.documentPrefix() + "{documentId}",
                        names.documentArchive(),
                        names.archivedDocuments(),
                        names.deadLetters());
    }

    @Test
    void hasEveryEventTypeAsAMessageOfBothTopicsOfEvents() {
        Map<String, Set<String>> expected = Arrays.stream(EventType.values())
                .collect(Collectors.groupingBy(
                        EventType::type,
                        TreeMap::new,
                        Collectors.flatMapping(type -> Stream.ofNullable(type.status()), Collectors.toSet())));

        assertThat(Stream.of("stepEvents", "document")).allSatisfy(channel -> {
            Map<String, Set<String>> described = new TreeMap<>();
            DOCUMENT.path("channels").path(channel).path("messages").properties().stream()
                    .filter(message -> !message.getKey().equals(CloudEventHeaders.ERASED_TYPE))
                    .forEach(message -> {
                        JsonNode payload = resolve(
                                        message.getValue().path("$ref").stringValue())
                                .at("/payload/schema/properties");
                        assertThat(payload.at("/type/const").stringValue()).isEqualTo(message.getKey());
                        described.put(message.getKey(), Set.copyOf(texts(payload.at("/status/enum"))));
                    });
            assertThat(described).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @MethodSource("events")
    void describesHeadersAndValuesAsTheyAreWritten(Example example) throws UnreadableException {
        RecordedEvent event = JsonCodec.EVENTS.decode(ExamplesTest.bytes(example.json()));
        Map<String, String> headers = new TreeMap<>(CloudEventHeaders.of(event));
        headers.put(Traceparent.HEADER, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        String trait = "/components/messageTraits/event/headers";
        String message = "/components/messages/" + EventType.of(event.event()).type();

        assertThat(texts(DOCUMENT.at(trait + "/required"))).containsExactlyInAnyOrderElementsOf(headers.keySet());
        assertThat(problems(trait, JSON.writeValueAsString(headers))).isEmpty();

        headers.put("stepfold-previous", "0".repeat(64));
        String written = JSON.writeValueAsString(headers);
        assertThat(DOCUMENT.at(trait + "/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(headers.keySet());
        assertThat(problems(trait, written)).isEmpty();
        assertThat(problems(message + "/headers", written)).isEmpty();
        assertThat(problems(message + "/payload/schema", example.json())).isEmpty();
        assertThat(problems(message + "/payload/schema", "{}")).isNotEmpty();
    }

    @Test
    void describesTheHeadersOfATombstoneAsTheyAreWritten() {
        Map<String, String> headers = new TreeMap<>(
                CloudEventHeaders.ofErased(new DocumentId("doc-1"), Instant.parse("2026-01-01T00:00:00Z")));
        headers.put(Traceparent.HEADER, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        String message = "/components/messages/" + CloudEventHeaders.ERASED_TYPE;

        assertThat(DOCUMENT.at(message + "/headers/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(headers.keySet());
        assertThat(texts(DOCUMENT.at(message + "/headers/required")))
                .containsExactlyInAnyOrderElementsOf(headers.keySet());
        assertThat(problems(message + "/headers", JSON.writeValueAsString(headers)))
                .isEmpty();
        assertThat(DOCUMENT.at("/channels/stepEvents/messages").has(CloudEventHeaders.ERASED_TYPE))
                .isTrue();
    }

    @Test
    void namesEveryReasonOfADeadLetter() {
        assertThat(texts(DOCUMENT.at("/components/messages/dead-letter/headers/properties/stepfold_reason/enum")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(UnreadableException.Reason.values())
                        .map(UnreadableException.Reason::code)
                        .toList());
    }

    private static List<String> officialProblems(String yaml) throws IOException {
        try (InputStream official = AsyncApiTest.class.getResourceAsStream("/asyncapi/asyncapi-3.1.0.schema.json")) {
            String schema = new String(Objects.requireNonNull(official).readAllBytes(), StandardCharsets.UTF_8);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema, InputFormat.JSON)
                    .validate(yaml, InputFormat.YAML)
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    /** What the schema at {@code pointer} has against {@code json}, its references followed. */
    private static List<String> problems(String pointer, String json) {
        String document = DOCUMENT.toString().replace("\"" + SCHEMA_FILES, "\"" + ContractSchemas.BASE);
        ObjectNode schema = (ObjectNode) JSON.readTree(document);
        schema.put("$ref", "#" + pointer);
        return ContractSchemas.problems(schema.toString(), json);
    }

    private static JsonNode resolve(String reference) {
        int fragment = reference.indexOf('#');
        String file = fragment < 0 ? reference : reference.substring(0, fragment);
        JsonNode target = file.isEmpty() ? DOCUMENT : read(Path.of(file));
        return fragment < 0 ? target : target.at(reference.substring(fragment + 1));
    }

    private static JsonNode read(Path file) {
        return Files.exists(file) ? YAML.readTree(file) : MissingNode.getInstance();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }
}
