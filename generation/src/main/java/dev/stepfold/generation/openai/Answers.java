package dev.stepfold.generation.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import dev.stepfold.schemas.agent.Schedule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model's answers, with the fields that the code reads or requires; the schemas say more. */
final class Answers {
    private Answers() {}

    /** {@code prompt-understanding}. */
    record Understanding(
            String intent,
            String agentName,
            String description,
            String domain,
            List<Entity> entities,
            List<Feature> features,
            List<String> constraints,
            List<String> ambiguities) {
        Understanding {
            Checks.notBlank("agentName", agentName);
        }

        record Entity(String name, List<Attribute> attributes, List<String> states) {}

        record Attribute(String name, String type) {}

        record Feature(String verb, String entity, String purpose) {}
    }

    /**
     * {@code decision-making}.
     *
     * @param skipped by step id, why the step is not needed; null where it is
     * @param reasons by step id, why the step is needed; null where it is not
     */
    record Choice(Map<String, @Nullable String> skipped, Map<String, @Nullable String> reasons) {}

    /** {@code technical-analysis}. */
    record Analysis(
            List<Link> relations,
            List<Integration> integrations,
            List<String> accessRules,
            Complexity complexity,
            List<String> risks) {
        record Link(String from, String name, String to, Cardinality cardinality) {}

        record Integration(String kind, String purpose) {}
    }

    /** {@code database-generation}. */
    record Database(
            List<Model> models,
            List<EnumType> enums,
            String ddl,
            @Nullable String migration) {}

    /** {@code action-generation}. */
    record Actions(List<Action> actions, Complexity complexity) {}

    /**
     * {@code schedule-generation}.
     *
     * @param coverage the share of what could be automated that is automated, from 0 to 1
     */
    record Schedules(
            List<Schedule> schedules,
            @JsonProperty("coverage") double coverage) {
        Schedules {
            if (!(coverage >= 0 && coverage <= 1)) {
                throw new IllegalArgumentException("coverage must be from 0 to 1");
            }
        }
    }
}
