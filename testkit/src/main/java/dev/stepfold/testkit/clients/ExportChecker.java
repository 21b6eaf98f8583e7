package dev.stepfold.testkit.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.codec.ContractMapper;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Checks exports of an agent with the tools of their worlds, in one Node process: that they have no problem with the text, and
 * find the agent's parts in it by their names. To be used by one thread.
 */
public final class ExportChecker implements AutoCloseable {
    private static final Set<String> TYPES =
            Set.of("uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "json");

    private static final int NAME_LENGTH_MAX = 60;

    private final NodeScript script = NodeScript.start("exports", "check.mjs");

    /**
     * What a format's tool says of a text.
     *
     * @return {@code problems}, a list of texts, and {@code seen}, what the tool made of it ({@code testkit/npm/exports/check.mjs})
     */
    public JsonNode check(String format, String text) {
        ObjectNode asked =
                ContractMapper.mapper().createObjectNode().put("format", format).put("text", text);
        script.tell(asked);
        return script.await("problems");
    }

    /** Asserts that a format's tool takes a text, and finds the agent in it. */
    public void assertTaken(Agent agent, String format, String text) {
        JsonNode answer = check(format, text);
        assertThat(answer.path("problems"))
                .as(answer.path("problems").toPrettyString() + "\n" + text)
                .isEmpty();
        JsonNode seen = answer.path("seen");
        List<String> actions = agent.actions().stream().map(Action::name).toList();
        switch (format) {
            case "prisma" -> assertIsPrisma(agent, seen);
            case "openapi" -> {
                assertThat(texts(seen.path("operations"))).containsExactlyElementsOf(actions);
                assertThat(texts(seen.path("schemas"))).containsAll(types(agent));
            }
            case "mcp" -> assertThat(seen.path("tools")).hasSameSizeAs(actions);
            case "json-schema" -> {
                assertThat(texts(seen.path("titles"))).containsAll(types(agent));
                assertThat(seen.path("names")).hasSize(types(agent).size() + 2 * actions.size());
            }
            case "mermaid" -> {
                assertThat(bare(texts(seen.path("entities"))))
                        .containsExactlyElementsOf(
                                bare(agent.models().stream().map(Model::name).toList()));
                assertThat(seen.path("attributes").valueStream().map(JsonNode::asInt))
                        .containsExactlyElementsOf(agent.models().stream()
                                .map(model -> model.fields().size())
                                .toList());
            }
            case "markdown" -> assertIsMarkdown(agent, seen);
            default -> throw new IllegalArgumentException(format);
        }
    }

    /** Prisma's client has no models without a key, and no fields of types that Prisma does not know. */
    private static void assertIsPrisma(Agent agent, JsonNode seen) {
        List<String> enums = agent.enums().stream().map(EnumType::name).toList();
        Predicate<Field> isKnown = field -> TYPES.contains(field.type()) || enums.contains(field.type());
        List<List<String>> models = agent.models().stream()
                .filter(model -> model.fields().stream()
                                .anyMatch(field -> field.required() && field.unique() && isKnown.test(field))
                        || model.fields().getFirst().name().equals("id"))
                .map(model -> cut(
                        model.name(),
                        model.fields().stream().filter(isKnown).map(Field::name).toList()))
                .toList();
        assertThat(seen.path("models")
                        .valueStream()
                        .map(model -> cut(model.path("name").asText(), texts(model.path("fields")))))
                .containsExactlyElementsOf(models);
        assertThat(seen.path("enums")
                        .valueStream()
                        .map(type -> cut(type.path("name").asText(), texts(type.path("values")))))
                .containsExactlyElementsOf(agent.enums().stream()
                        .map(type -> cut(type.name(), type.values()))
                        .toList());
    }

    /** PostgreSQL cuts longer names, so that Prisma is not given them. */
    private static List<String> cut(String first, List<String> others) {
        return Stream.concat(Stream.of(first), others.stream())
                .map(name -> name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)))
                .toList();
    }

    private static void assertIsMarkdown(Agent agent, JsonNode seen) {
        assertThat(seen.path("html").asInt()).isZero();
        assertThat(bare(texts(seen.path("headings"))))
                .startsWith(bare(List.of(agent.name())).getFirst())
                .containsAll(bare(agent.models().stream().map(Model::name).toList()))
                .containsAll(bare(agent.actions().stream().map(Action::name).toList()));
        assertThat(bare(texts(seen.path("paragraphs"))))
                .containsAll(bare(agent.actions().stream().map(Action::purpose).toList()).stream()
                        .filter(purpose -> !purpose.isEmpty())
                        .toList());
        assertThat(seen.path("code").findValuesAsText("value"))
                .contains(agent.ddl().stripTrailing())
                .containsAll(agent.actions().stream()
                        .map(action -> action.input().toPrettyString())
                        .toList());
        assertThat(bare(seen.path("cells")
                        .valueStream()
                        .map(row -> row.path(0).asText())
                        .toList()))
                .containsAll(bare(agent.models().stream()
                        .flatMap(model -> model.fields().stream())
                        .map(Field::name)
                        .toList()))
                .containsAll(bare(agent.enums().stream().map(EnumType::name).toList()));
    }

    private static List<String> types(Agent agent) {
        return Stream.concat(
                        agent.models().stream().map(Model::name),
                        agent.enums().stream().map(EnumType::name))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    /** Without blanks and controls, which a line has otherwise. */
    private static List<String> bare(List<String> names) {
        return names.stream()
                .map(name -> name.replaceAll("[\\s\\p{C}\\p{Z}]+", ""))
                .toList();
    }

    @Override
    public void close() {
        script.close();
    }
}
