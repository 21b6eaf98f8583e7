package dev.stepfold.generation.builtin.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.generation.builtin.result.Edit;
import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies one edit to the models. */
record ModelEdit(Agent agent, Edit edit) {
    List<Model> models() {
        return switch (edit.kind()) {
            case RENAME_MODEL -> renamed(edit.requireTo());
            case REMOVE_MODEL -> withoutModel();
            case RENAME_FIELD -> fields(field -> renamed(field, edit.requireTo()));
            case RETYPE_FIELD -> fields(field -> retyped(field, edit.requireTo()));
            case REQUIRE_FIELD -> fields(field -> required(field, true));
            case RELAX_FIELD -> fields(field -> required(field, false));
            case REMOVE_FIELD -> withoutField();
            case RELEAD, RESCHEDULE, REZONE, UNSCHEDULE -> agent.models();
        };
    }

    Set<String> usedTypes(List<Model> models) {
        return models.stream()
                .flatMap(model -> model.fields().stream())
                .map(Field::type)
                .collect(Collectors.toSet());
    }

    private List<Model> renamed(String to) {
        UnaryOperator<String> name = model -> model.equals(edit.target()) ? to : model;
        return agent.models().stream()
                .map(model -> new Model(
                        name.apply(model.name()),
                        model.fields().stream()
                                .map(field -> pointing(field, name))
                                .toList(),
                        model.relations().stream()
                                .map(it ->
                                        new Relation(it.name(), it.cardinality(), name.apply(it.model()), it.field()))
                                .toList()))
                .toList();
    }

    private static Field pointing(Field field, UnaryOperator<String> name) {
        Field.Reference target = field.references();
        return target == null
                ? field
                : new Field(
                        field.name(),
                        field.type(),
                        field.required(),
                        field.unique(),
                        field.defaultValue(),
                        new Field.Reference(name.apply(target.model()), target.field()));
    }

    private List<Model> withoutModel() {
        return agent.models().stream()
                .filter(model -> !model.name().equals(edit.target()))
                .map(model -> new Model(
                        model.name(),
                        model.fields().stream()
                                .filter(field -> !pointsTo(field, edit.target()))
                                .toList(),
                        model.relations().stream()
                                .filter(relation -> !relation.model().equals(edit.target()))
                                .toList()))
                .toList();
    }

    static boolean pointsTo(Field field, String model) {
        return field.references() != null && field.references().model().equals(model);
    }

    /** A foreign key is removed with the relation on both sides. */
    private List<Model> withoutField() {
        @Nullable Field gone = agent.models().stream()
                .filter(model -> model.name().equals(edit.target()))
                .flatMap(model -> model.fields().stream())
                .filter(field -> field.name().equals(edit.field()))
                .findFirst()
                .orElse(null);
        if (gone == null) {
            return agent.models();
        }
        String other = gone.references() == null ? "" : gone.references().model();
        boolean last = agent.models().stream()
                        .filter(model -> model.name().equals(edit.target()))
                        .flatMap(model -> model.fields().stream())
                        .filter(field -> pointsTo(field, other))
                        .count()
                == 1;
        return agent.models().stream()
                .map(model -> {
                    boolean its = model.name().equals(edit.target());
                    List<Relation> relations = model.relations().stream()
                            .filter(relation -> !(its && gone.name().equals(relation.field())))
                            .filter(relation -> !(last
                                    && model.name().equals(other)
                                    && relation.model().equals(edit.target())
                                    && relation.field() == null))
                            .toList();
                    List<Field> fields = model.fields().stream()
                            .filter(field -> !(its && field.equals(gone)))
                            .toList();
                    return new Model(model.name(), fields, relations);
                })
                .toList();
    }

    private List<Model> fields(UnaryOperator<Field> change) {
        return agent.models().stream()
                .map(model -> model.name().equals(edit.target()) ? fields(model, change) : model)
                .toList();
    }

    private Model fields(Model model, UnaryOperator<Field> change) {
        List<Field> fields = model.fields().stream()
                .map(field -> field.name().equals(edit.field()) ? change.apply(field) : field)
                .toList();
        boolean renames = edit.kind() == Edit.Kind.RENAME_FIELD;
        List<Relation> relations = model.relations().stream()
                .map(it -> renames && edit.field() != null && edit.field().equals(it.field()) ? moved(it) : it)
                .toList();
        return new Model(model.name(), fields, relations);
    }

    private Relation moved(Relation relation) {
        String to = edit.requireTo();
        String role = to.endsWith("Id") ? to.substring(0, to.length() - 2) : to;
        return new Relation(role, relation.cardinality(), relation.model(), to);
    }

    private static Field renamed(Field field, String to) {
        return new Field(to, field.type(), field.required(), field.unique(), field.defaultValue(), field.references());
    }

    private static Field required(Field field, boolean required) {
        return new Field(
                field.name(), field.type(), required, field.unique(), field.defaultValue(), field.references());
    }

    /** A default stays if it is a value of the new type too. */
    private static Field retyped(Field field, String type) {
        @Nullable JsonNode initial = field.defaultValue();
        boolean stays = initial != null
                && switch (type) {
                    case "integer" -> initial.isIntegralNumber();
                    case "decimal" -> initial.isNumber();
                    case "boolean" -> initial.isBoolean();
                    case "string", "text" ->
                        initial.isTextual() && !initial.asText().equals("now");
                    case "date", "datetime" -> initial.asText().equals("now");
                    default -> false;
                };
        return new Field(
                field.name(), type, field.required(), field.unique(), stays ? initial : null, field.references());
    }
}
