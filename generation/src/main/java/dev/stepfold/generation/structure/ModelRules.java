package dev.stepfold.generation.structure;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names, types and relations of the models. */
final class ModelRules {
    private final Map<String, Model> models = new HashMap<>();
    private final Set<String> types = new HashSet<>(Field.TYPES);
    private final Report report;

    private ModelRules(Agent agent, Report report) {
        this.report = report;
        agent.models().forEach(model -> models.put(model.name(), model));
        agent.enums().forEach(type -> types.add(type.name()));
    }

    static void check(Agent agent, Report report) {
        ModelRules rules = new ModelRules(agent, report);
        if (agent.models().isEmpty()) {
            report.warning("no-models", "/models", "The agent has no models");
        }
        report.duplicates(
                "model", "/models", agent.models().stream().map(Model::name).toList());
        report.duplicates(
                "enum", "/enums", agent.enums().stream().map(EnumType::name).toList());
        for (int i = 0; i < agent.enums().size(); i++) {
            EnumType type = agent.enums().get(i);
            if (rules.models.containsKey(type.name()) || Field.TYPES.contains(type.name())) {
                report.error("duplicate-name", "/enums/" + i, type.name() + " is also a model or a type");
            }
            report.duplicates("value of " + type.name(), "/enums/" + i + "/values", type.values());
        }
        for (int i = 0; i < agent.models().size(); i++) {
            rules.check(agent.models().get(i), "/models/" + i);
        }
    }

    private void check(Model model, String path) {
        ReservedWords.check(model.name(), path + "/name", report);
        report.duplicates(
                "field of " + model.name(),
                path + "/fields",
                model.fields().stream().map(Field::name).toList());
        List<String> relations =
                new ArrayList<>(model.relations().stream().map(Relation::name).toList());
        report.duplicates("relation of " + model.name(), path + "/relations", relations);
        if (model.fields().isEmpty()) {
            report.error("no-fields", path + "/fields", model.name() + " has no fields");
        }
        for (int i = 0; i < model.fields().size(); i++) {
            check(model, model.fields().get(i), path + "/fields/" + i);
        }
        for (int i = 0; i < model.relations().size(); i++) {
            check(model, model.relations().get(i), path + "/relations/" + i);
        }
    }

    private void check(Model model, Field field, String path) {
        ReservedWords.check(field.name(), path + "/name", report);
        if (!types.contains(field.type())) {
            report.error("unknown-type", path + "/type", field.name() + " has the unknown type " + field.type());
        }
        Field.Reference target = field.references();
        if (target != null && !hasField(models.get(target.model()), target.field())) {
            report.error(
                    "unknown-reference",
                    path + "/references",
                    model.name() + "." + field.name() + " points to " + target.model() + "." + target.field()
                            + ", which does not exist");
        }
    }

    private void check(Model model, Relation relation, String path) {
        Model other = models.get(relation.model());
        String name = model.name() + "." + relation.name();
        if (other == null) {
            report.error(
                    "unknown-model",
                    path + "/model",
                    name + " points to " + relation.model() + ", which is not a model");
            return;
        }
        if (relation.field() != null && !hasField(model, relation.field())) {
            report.error(
                    "unknown-field",
                    path + "/field",
                    name + " is held by " + relation.field() + ", which is not a field");
        }
        boolean inverted = other.relations().stream()
                .anyMatch(back ->
                        back.model().equals(model.name()) && back.cardinality() == inverse(relation.cardinality()));
        if (!inverted) {
            report.error("no-inverse", path, name + " has no inverse in " + other.name());
        }
    }

    static boolean hasField(@Nullable Model model, String name) {
        return model != null
                && model.fields().stream().anyMatch(field -> field.name().equals(name));
    }

    private static Cardinality inverse(Cardinality cardinality) {
        return switch (cardinality) {
            case MANY_TO_ONE -> Cardinality.ONE_TO_MANY;
            case ONE_TO_MANY -> Cardinality.MANY_TO_ONE;
            case ONE_TO_ONE -> Cardinality.ONE_TO_ONE;
            case MANY_TO_MANY -> Cardinality.MANY_TO_MANY;
        };
    }
}
