package dev.stepfold.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Schedule;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that hold for every agent, also for those that nobody looks at. */
final class ValidAgent {
    private static final Set<String> TYPES =
            Set.of("uuid", "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "json");

    private ValidAgent() {}

    static void check(Agent agent) throws Exception {
        Set<String> models = agent.models().stream().map(Model::name).collect(Collectors.toSet());
        Set<String> enums = agent.enums().stream().map(EnumType::name).collect(Collectors.toSet());
        assertThat(models)
                .isNotEmpty()
                .hasSameSizeAs(agent.models())
                .allMatch(name -> name.matches("[A-Z][A-Za-z0-9]{0,59}"));
        assertThat(enums).hasSameSizeAs(agent.enums()).doesNotContainAnyElementsOf(models);
        assertThat(agent.enums())
                .allMatch(type -> !type.values().isEmpty()
                        && Set.copyOf(type.values()).size() == type.values().size());
        for (Model model : agent.models()) {
            List<String> fields = model.fields().stream().map(Field::name).toList();
            assertThat(fields)
                    .doesNotHaveDuplicates()
                    .contains("id")
                    .allMatch(name -> name.matches("[a-z][A-Za-z0-9]*"));
            assertThat(model.fields()).allMatch(field -> TYPES.contains(field.type()) || enums.contains(field.type()));
            assertThat(model.relations().stream().map(Relation::name)).doesNotHaveDuplicates();
            assertThat(model.relations()).allMatch(it -> models.contains(it.model()));
            assertThat(model.relations()).allMatch(it -> it.field() == null || fields.contains(it.field()));
        }
        Set<String> actions = agent.actions().stream().map(Action::name).collect(Collectors.toSet());
        assertThat(actions).hasSameSizeAs(agent.actions());
        assertThat(agent.actions())
                .allMatch(it -> models.containsAll(it.reads()) && models.containsAll(it.writes()))
                .allMatch(it -> it.input()
                        .path("required")
                        .valueStream()
                        .allMatch(name -> it.input().path("properties").has(name.asText())));
        assertThat(agent.schedules()).allMatch(it -> actions.contains(it.action()));
        for (Schedule schedule : agent.schedules()) {
            assertThat(schedule.cron().split(" ", -1)).hasSize(5).allMatch(it -> it.matches("[0-9*/,L-]+"));
            assertThat(ZoneId.getAvailableZoneIds()).contains(schedule.timeZone());
            assertThat(schedule.recurrence()).isNotNull().isEqualTo(schedule.meaning());
        }
        try (Database database = new Database()) {
            database.run(agent.ddl());
        }
    }
}
