package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.stepfold.generation.step.AgentAssembly;
import dev.stepfold.modelstub.StubModel;
import dev.stepfold.schemas.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The schemas sent to the model agree with the answers that the code reads. */
class OpenAiSchemasTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, _ -> {});

    /**
     * The keywords that every server is known to accept in strict mode; other keywords of JSON Schema make some servers
     * refuse the request.
     */
    private static final Set<String> STRICT_WORDS =
            Set.of("type", "description", "required", "additionalProperties", "properties", "items", "enum", "anyOf");

    /** As OpenAI documents it ("Structured Outputs", supported schemas). */
    private static final int STRICT_DEPTH_MAX = 10;

    private static final int STRICT_PROPERTIES_MAX = 5_000;

    @ParameterizedTest
    @EnumSource
    void theGoodAnswerHasTheFormAskedFor(StepId step) {
        assertThat(problems(step, StubModel.goodAnswer(step))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theSmallestAnswerOfTheFormAskedForIsTaken(StepId step) throws Exception {
        JsonNode smallest = smallest(schema(step));
        assertThat(problems(step, smallest.toString())).isEmpty();

        AnswerReader.Answer answer = AnswerReader.read(step, smallest.toString(), KnownNames.none(false));

        assertThat(answer.summary()).isNotBlank();
        assertThat(AgentAssembly.assemble(Map.of(step, answer.result()), null)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void everySchemaThatIsSentKeepsTheRulesOfStrictMode(StepId step) throws Exception {
        JsonNode sent = sent(step);
        List<ObjectNode> objects = new ArrayList<>();
        collect(sent, objects, 1);

        assertThat(sent.path("type").asText()).isEqualTo("object");
        assertThat(objects).isNotEmpty().allSatisfy(object -> {
            List<String> properties = new ArrayList<>();
            object.path("properties").fieldNames().forEachRemaining(properties::add);
            List<String> required = new ArrayList<>();
            object.path("required").forEach(name -> required.add(name.asText()));
            assertThat(required).isEqualTo(properties).isNotEmpty();
            assertThat(object.path("additionalProperties")).isEqualTo(JsonNodeFactory.instance.booleanNode(false));
        });
        assertThat(objects.stream()
                        .mapToInt(object -> object.path("properties").size())
                        .sum())
                .isLessThanOrEqualTo(STRICT_PROPERTIES_MAX);
    }

    @ParameterizedTest
    @EnumSource
    void theSmallestAnswerOfTheFormThatIsSentIsTakenBackToTheContract(StepId step) throws Exception {
        JsonNode smallest = smallest(sent(step));
        if (step == StepId.ACTION_GENERATION) {
            ObjectNode action = (ObjectNode) smallest.path("actions").path(0);
            action.put("input", "{\"type\": \"object\"}").put("output", " {} ");
        }
        assertThat(problems(Prompt.strictSchema(step), smallest.toString())).isEmpty();

        AnswerReader.Answer answer = AnswerReader.read(step, smallest.toString(), KnownNames.none(false));

        assertThat(answer.repairs()).isEmpty();
        assertThat(AgentAssembly.assemble(Map.of(step, answer.result()), null)).isNotNull();
        if (step == StepId.ACTION_GENERATION) {
            assertThat(problems(step, answer.result().toString())).isEmpty();
            assertThat(answer.result().at("/actions/0/input/type").asText()).isEqualTo("object");
        }
    }

    private static void collect(JsonNode schema, List<ObjectNode> objects, int depth) {
        assertThat(depth).isLessThanOrEqualTo(STRICT_DEPTH_MAX);
        assertThat(STRICT_WORDS).containsAll(names(schema));
        if (schema instanceof ObjectNode object && schema.path("type").asText().equals("object")) {
            objects.add(object);
        }
        schema.path("properties").forEach(property -> collect(property, objects, depth + 1));
        schema.path("anyOf").forEach(choice -> collect(choice, objects, depth));
        if (schema.has("items")) {
            collect(schema.path("items"), objects, depth + 1);
        }
    }

    private static List<String> names(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode smallest(JsonNode schema) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        if (schema.has("anyOf")) {
            return smallest(schema.path("anyOf").path(0));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "string" -> json.textNode("x");
            case "number" -> json.numberNode(0);
            case "boolean" -> json.booleanNode(false);
            case "array" -> {
                ArrayNode array = json.arrayNode();
                yield array.add(smallest(schema.path("items")));
            }
            case "object" -> {
                ObjectNode object = json.objectNode();
                schema.path("properties")
                        .properties()
                        .forEach(property -> object.set(property.getKey(), smallest(property.getValue())));
                yield object;
            }
            default -> throw new IllegalArgumentException("no example of " + schema);
        };
    }

    private static JsonNode schema(StepId step) throws Exception {
        return new ObjectMapper().readTree(Prompt.schema(step));
    }

    private static JsonNode sent(StepId step) throws Exception {
        return new ObjectMapper().readTree(Prompt.strictSchema(step));
    }

    private static List<String> problems(StepId step, String answer) {
        return problems(Prompt.schema(step), answer);
    }

    private static List<String> problems(String of, String answer) {
        Schema schema = REGISTRY.getSchema(of);
        return schema.validate(answer, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
