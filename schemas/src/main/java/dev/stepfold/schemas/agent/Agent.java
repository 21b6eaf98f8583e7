package dev.stepfold.schemas.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stepfold.schemas.Checks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run produces. During the run, the parts that no step has generated yet are empty.
 *
 * @param name short title in the words of the request
 * @param description one or two sentences for a person
 * @param models the database models, in order of creation
 * @param enums the enumerated types that fields refer to
 * @param ddl the complete schema as PostgreSQL DDL; empty before the database step
 * @param actions what the agent can do
 * @param schedules when it acts by itself
 * @param migration PostgreSQL DDL from the existing agent's schema to this one; only after a change request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Agent(
        String name,
        String description,
        List<Model> models,
        List<EnumType> enums,
        String ddl,
        List<Action> actions,
        List<Schedule> schedules,
        @Nullable String migration) {
    public Agent {
        Checks.notBlank("agent.name", name);
        models = List.copyOf(models);
        enums = List.copyOf(enums);
        actions = List.copyOf(actions);
        schedules = List.copyOf(schedules);
    }
}
