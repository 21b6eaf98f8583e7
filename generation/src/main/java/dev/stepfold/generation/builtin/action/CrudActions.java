package dev.stepfold.generation.builtin.action;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Complexity;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Creating, changing, listing and showing a model's rows. */
final class CrudActions {
    static final String ON_REQUEST = "request";

    private final JsonSchemas schemas;
    private final Map<String, Model> models = new HashMap<>();

    CrudActions(List<Model> models, JsonSchemas schemas) {
        this.schemas = schemas;
        models.forEach(model -> this.models.put(model.name(), model));
    }

    /**
     * The actions of a model.
     *
     * @param main whether it is managed for its own sake; a part of another is only added and listed
     */
    List<Action> of(Model model, boolean main) {
        List<Action> actions = new ArrayList<>();
        actions.add(create(model));
        if (main) {
            actions.add(update(model));
        }
        actions.add(list(model));
        if (main && !children(model).isEmpty()) {
            actions.add(get(model));
        }
        return actions;
    }

    private Action create(Model model) {
        String spoken = Names.withArticle(Names.spoken(model.name()));
        return new Action(
                "create" + model.name(),
                "Creates " + spoken + ".",
                schemas.forCreate(model),
                schemas.row(model),
                targets(model),
                List.of(model.name()),
                ON_REQUEST,
                Complexity.LOW);
    }

    private Action update(Model model) {
        return new Action(
                "update" + model.name(),
                "Changes " + Names.withArticle(Names.spoken(model.name())) + ".",
                schemas.forUpdate(model),
                schemas.row(model),
                List.of(model.name()),
                List.of(model.name()),
                ON_REQUEST,
                Complexity.LOW);
    }

    private Action list(Model model) {
        ObjectNode output = JsonSchemas.object();
        JsonSchemas.property(output, "items", JsonSchemas.arrayOf(schemas.nested(model)), true);
        JsonSchemas.property(output, "nextCursor", JsonSchemas.type("string"), false);
        return new Action(
                "list" + Names.plural(model.name()),
                "Lists " + Names.spoken(Names.plural(model.name())) + ".",
                schemas.forList(model),
                output,
                List.of(model.name()),
                List.of(),
                ON_REQUEST,
                Complexity.LOW);
    }

    private Action get(Model model) {
        ObjectNode input = JsonSchemas.object();
        JsonSchemas.property(input, "id", JsonSchemas.format("uuid"), true);
        ObjectNode output = schemas.row(model);
        List<String> reads = new ArrayList<>(List.of(model.name()));
        List<String> shown = new ArrayList<>();
        for (Relation relation : children(model)) {
            Model child = models.get(relation.model());
            if (child != null && !reads.contains(child.name())) {
                JsonSchemas.property(output, relation.name(), JsonSchemas.arrayOf(schemas.nested(child)), false);
                reads.add(child.name());
                shown.add(Names.spoken(relation.name()));
            }
        }
        String purpose = "Shows " + Names.withArticle(Names.spoken(model.name()))
                + (shown.isEmpty()
                        ? "."
                        : " with its " + String.join(" and ", shown.subList(0, Math.min(2, shown.size()))) + ".");
        return new Action("get" + model.name(), purpose, input, output, reads, List.of(), ON_REQUEST, Complexity.LOW);
    }

    private static List<Relation> children(Model model) {
        return model.relations().stream()
                .filter(relation -> relation.cardinality() == Cardinality.ONE_TO_MANY)
                .filter(relation -> !relation.model().equals(model.name()))
                .toList();
    }

    /** The rows that a new row points to must exist. */
    private static List<String> targets(Model model) {
        return model.relations().stream()
                .filter(relation -> relation.field() != null)
                .map(Relation::model)
                .distinct()
                .toList();
    }
}
