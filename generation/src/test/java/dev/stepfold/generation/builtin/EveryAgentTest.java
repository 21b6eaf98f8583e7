package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import dev.stepfold.schemas.agent.Schedule;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the agent of every request, however odd. */
class EveryAgentTest {
    private static final Set<String> TYPES =
            Set.of("uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "json");
    private static final Map<StepId, Pattern> SUMMARIES = Map.of(
            StepId.PROMPT_UNDERSTANDING,
                    Pattern.compile("Understood: (1 entity|\\d+ entities), (1 feature|\\d+ features)"),
            StepId.DECISION_MAKING, Pattern.compile("Decision: new agent, [0-3] of 3 generators"),
            StepId.TECHNICAL_ANALYSIS,
                    Pattern.compile("Analysis: (low|medium|high) complexity, (1 relation|\\d+ relations)"),
            StepId.DATABASE_GENERATION, Pattern.compile("Database: (1 model|\\d+ models), (1 enum|\\d+ enums)"),
            StepId.ACTION_GENERATION, Pattern.compile("Actions: (1 action|\\d+ actions), (low|medium|high) complexity"),
            StepId.SCHEDULE_GENERATION, Pattern.compile("Schedules: (1 schedule|\\d+ schedules), \\d{1,3}% coverage"));
    private static final Pattern CRON_FIELD = Pattern.compile("\\*(/\\d+)?|L|\\d+(-\\d+)?(,\\d+)*");

    static Stream<String> requests() {
        return Requests.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void hasModelsWithKeysAndUniqueNames(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.agent().models()).isNotEmpty().hasSizeLessThanOrEqualTo(40);
        assertThat(built.modelNames()).doesNotHaveDuplicates().allMatch(name -> name.matches("[A-Z][A-Za-z0-9]*"));
        Set<String> enums = built.agent().enums().stream().map(it -> it.name()).collect(Collectors.toSet());
        assertThat(enums).hasSameSizeAs(built.agent().enums()).doesNotContainAnyElementsOf(built.modelNames());
        for (Model model : built.agent().models()) {
            List<String> names = model.fields().stream().map(Field::name).toList();
            assertThat(names).doesNotHaveDuplicates().startsWith("id").contains("createdAt", "updatedAt");
            assertThat(names).hasSizeLessThanOrEqualTo(40).allMatch(name -> name.matches("[a-z][A-Za-z0-9]*"));
            assertThat(model.fields()).allMatch(field -> TYPES.contains(field.type()) || enums.contains(field.type()));
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void relatesModelsBothWays(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        for (Model model : built.agent().models()) {
            List<String> names = model.relations().stream().map(Relation::name).toList();
            List<String> fields = built.fieldNames(model.name());
            assertThat(names).as(model.name()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(fields);
            for (Relation relation : model.relations()) {
                assertThat(built.model(relation.model()).relations())
                        .as("%s.%s has an inverse", model.name(), relation.name())
                        .anyMatch(inverse -> inverse.model().equals(model.name())
                                && inverse.cardinality() == inverse(relation.cardinality()));
                assertThat(relation.field() == null || fields.contains(relation.field()))
                        .isTrue();
            }
            for (Field field : model.fields()) {
                if (field.references() != null) {
                    assertThat(built.fieldNames(field.references().model()))
                            .contains(field.references().field());
                    assertThat(model.relations())
                            .anyMatch(relation -> field.name().equals(relation.field()));
                }
            }
        }
    }

    private static Cardinality inverse(Cardinality cardinality) {
        return switch (cardinality) {
            case MANY_TO_ONE -> Cardinality.ONE_TO_MANY;
            case ONE_TO_MANY -> Cardinality.MANY_TO_ONE;
            case ONE_TO_ONE -> Cardinality.ONE_TO_ONE;
            case MANY_TO_MANY -> Cardinality.MANY_TO_MANY;
        };
    }

    @ParameterizedTest
    @MethodSource("requests")
    void offersActionsThatReadAndWriteItsModels(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.agent().actions()).isNotEmpty().hasSizeLessThanOrEqualTo(60);
        assertThat(built.actionNames()).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z][A-Za-z0-9]*"));
        for (Action action : built.agent().actions()) {
            assertThat(built.modelNames())
                    .as(action.name())
                    .containsAll(action.reads())
                    .containsAll(action.writes());
            assertThat(action.reads().size() + action.writes().size())
                    .as(action.name())
                    .isPositive();
            assertThat(action.purpose()).endsWith(".");
            assertThat(action.trigger()).isIn("request", "schedule", "event");
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void describesActionsByJsonSchema(String request) throws Exception {
        // Given
        Schema metaSchema = SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        // When
        Built built = Built.create(request);

        // Then
        for (Action action : built.agent().actions()) {
            for (JsonNode schema : List.of(action.input(), action.output())) {
                List<Error> errors = metaSchema.validate(schema.toString(), InputFormat.JSON);
                assertThat(errors).as(action.name()).isEmpty();
                assertThat(schema.path("type").asText()).isEqualTo("object");
                List<String> properties = schema.path("properties")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList();
                assertThat(schema.path("required").valueStream().map(JsonNode::asText))
                        .isSubsetOf(properties);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void schedulesActionsThatExist(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        assertThat(built.agent().schedules().stream().map(Schedule::name)).doesNotHaveDuplicates();
        assertThat(built.agent().schedules()).hasSizeLessThanOrEqualTo(20);
        for (Schedule schedule : built.agent().schedules()) {
            assertThat(built.actionNames()).contains(schedule.action());
            assertThat(schedule.cron().split(" ", -1))
                    .hasSize(5)
                    .allMatch(field -> CRON_FIELD.matcher(field).matches());
            assertThat(ZoneId.getAvailableZoneIds()).contains(schedule.timeZone());
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void createsItsDatabaseInOneGo(String request) throws Exception {
        // Given
        Built built = Built.create(request);

        // When
        try (Database database = new Database()) {
            database.run(built.agent().ddl());

            // Then
            assertThat(database.tables()).hasSameSizeAs(built.agent().models());
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void summarisesEachStepInItsForm(String request) throws Exception {
        // When
        Built built = Built.create(request);

        // Then
        built.summaries().forEach((step, summary) -> assertThat(summary).matches(SUMMARIES.get(step)));
        assertThat(built.summaries()).containsOnlyKeys(StepId.values());
        assertThat(built.progress()).isNotEmpty().allMatch(message -> !message.isBlank());
        assertThat(built.agent().name()).isNotBlank().hasSizeLessThan(80);
        assertThat(built.understanding().confidence()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void givesTheSameAgentForTheSameRequest(String request) throws Exception {
        // When
        Built once = Built.create(request);
        Built again = Built.create(request);

        // Then
        assertThat(again).isEqualTo(once);
    }

    @Test
    void givesDifferentAgentsForDifferentRequests() throws Exception {
        // Given
        Map<Object, String> seen = new HashMap<>();
        List<String> telling = Requests.ALL.stream()
                .filter(request -> !Set.of(Requests.NONSENSE, Requests.VAGUE, Requests.GERMAN, Requests.INJECTION)
                        .contains(request))
                .toList();

        // When
        for (String request : telling) {
            Built built = Built.create(request);
            seen.put(List.of(built.agent().models(), built.agent().schedules()), request);
        }

        // Then
        assertThat(seen).hasSize(telling.size());
    }
}
