package dev.stepfold.generation.builtin.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.result.EntitySpec;
import dev.stepfold.generation.builtin.result.Understanding;
import dev.stepfold.schemas.agent.Action;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a change means for the actions that an agent has: those that create, change, show or list a model with new
 * fields take and return those too. Everything else about them, and all other actions, stay as they are.
 */
final class ActionChanges {
    private final JsonSchemas schemas;
    private final List<Model> models;
    private final Agent existing;

    ActionChanges(JsonSchemas schemas, List<Model> models, Agent existing) {
        this.schemas = schemas;
        this.models = models;
        this.existing = existing;
    }

    /** The action as it is after the change. */
    Action changed(Action action, Understanding understanding) {
        Action changed = action;
        for (EntitySpec entity : understanding.entities()) {
            Optional<Model> model = models.stream()
                    .filter(candidate -> candidate.name().equals(entity.name()))
                    .findFirst();
            if (entity.existing() && model.isPresent()) {
                List<Field> fields = touched(entity, model.get());
                if (!fields.isEmpty() && isPlain(action, entity.name())) {
                    changed = with(changed, entity.name(), fields);
                }
            }
        }
        return withMoreValues(changed);
    }

    private static boolean isPlain(Action action, String model) {
        return Set.of("create" + model, "update" + model, "get" + model, "list" + Names.plural(model))
                .contains(action.name());
    }

    private List<Field> touched(EntitySpec entity, Model model) {
        Set<String> before = existing.models().stream()
                .filter(candidate -> candidate.name().equals(entity.name()))
                .flatMap(candidate -> candidate.fields().stream())
                .map(Field::name)
                .collect(Collectors.toSet());
        Set<String> named = entity.attributes().stream().map(it -> it.name()).collect(Collectors.toSet());
        return model.fields().stream()
                .filter(field -> !before.contains(field.name()) || named.contains(field.name()))
                .toList();
    }

    /** If an enum gets more values, the schemas that list its values list the new ones too. */
    private Action withMoreValues(Action action) {
        ObjectNode input = action.input().deepCopy();
        ObjectNode output = action.output().deepCopy();
        for (EnumType before : existing.enums()) {
            List<String> after = schemas.values(before.name());
            if (!after.isEmpty() && !after.equals(before.values())) {
                replaceValues(input, before.values(), after);
                replaceValues(output, before.values(), after);
            }
        }
        boolean same = input.equals(action.input()) && output.equals(action.output());
        return same ? action : action.withSchemas(input, output);
    }

    private static void replaceValues(JsonNode schema, List<String> before, List<String> after) {
        JsonNode values = schema.path("enum");
        List<String> texts = values.valueStream()
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
        if (schema instanceof ObjectNode object && texts.equals(before)) {
            boolean nullable = values.valueStream().anyMatch(JsonNode::isNull);
            ArrayNode replaced = object.putArray("enum");
            after.forEach(replaced::add);
            if (nullable) {
                replaced.addNull();
            }
        }
        schema.forEach(child -> replaceValues(child, before, after));
    }

    private Action with(Action action, String model, List<Field> fields) {
        boolean creates = action.name().equals("create" + model);
        boolean writes = creates || action.name().equals("update" + model);
        ObjectNode input = action.input().deepCopy();
        ObjectNode output = action.output().deepCopy();
        List<String> reads = new ArrayList<>(action.reads());
        for (Field field : fields) {
            if (writes) {
                boolean required = creates && field.required() && field.defaultValue() == null;
                JsonSchemas.property(input, field.name(), schemas.value(field), required);
            }
            JsonNode items = output.at("/properties/items/items");
            ObjectNode row = items instanceof ObjectNode object ? object : output;
            JsonSchemas.property(row, field.name(), schemas.value(field), field.required());
            Field.Reference target = field.references();
            if (creates && target != null && !reads.contains(target.model())) {
                reads.add(target.model());
            }
        }
        return new Action(
                action.name(),
                action.purpose(),
                input,
                output,
                reads,
                action.writes(),
                action.trigger(),
                action.complexity());
    }
}
