package dev.stepfold.generation.builtin.database;

import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import dev.stepfold.schemas.agent.Relation;
import dev.stepfold.schemas.agent.Relation.Cardinality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A model under construction. */
final class ModelDraft {
    private static final int MAX_FIELDS = 60;

    private final String name;
    private final boolean existing;
    private final List<Field> fields = new ArrayList<>();
    private final List<Relation> relations = new ArrayList<>();

    private ModelDraft(String name, boolean existing) {
        this.name = name;
        this.existing = existing;
    }

    /** An existing model: its fields and relations stay in their places, new ones follow. */
    ModelDraft(Model model) {
        this(model.name(), true);
        fields.addAll(model.fields());
        relations.addAll(model.relations());
    }

    /** A new model with nothing but its key. */
    static ModelDraft empty(String name) {
        ModelDraft draft = new ModelDraft(name, false);
        draft.fields.add(DatabaseDesigner.key());
        return draft;
    }

    String name() {
        return name;
    }

    boolean existing() {
        return existing;
    }

    @Nullable Field field(String field) {
        return fields.stream()
                .filter(candidate -> candidate.name().equals(field))
                .findFirst()
                .orElse(null);
    }

    void add(Field field) {
        if (field(field.name()) == null && fields.size() < MAX_FIELDS) {
            fields.add(field);
        }
    }

    /**
     * Adds a foreign key, and the relation on both sides.
     *
     * @param role what the target is to this model
     * @param inverse what this model is to the target
     * @param one whether the target has no more than one of this model
     */
    void pointTo(ModelDraft target, String role, String inverse, boolean required, boolean one) {
        String column = role + "Id";
        if (field(column) != null
                || relations.stream().anyMatch(relation -> relation.name().equals(role))) {
            return;
        }
        String key = target.fields.stream()
                .map(Field::name)
                .filter("id"::equals)
                .findFirst()
                .orElse(target.fields.getFirst().name());
        String keyType = target.fields.stream()
                .filter(field -> field.name().equals(key))
                .map(Field::type)
                .findFirst()
                .orElse("uuid");
        fields.add(new Field(column, keyType, required, one, null, new Field.Reference(target.name, key)));
        relations.add(new Relation(role, one ? Cardinality.ONE_TO_ONE : Cardinality.MANY_TO_ONE, target.name, column));
        target.relations.add(
                new Relation(target.free(inverse), one ? Cardinality.ONE_TO_ONE : Cardinality.ONE_TO_MANY, name, null));
    }

    /** A name that no field or relation has yet. */
    private String free(String name) {
        String free = name;
        for (int i = 2; isTaken(free); i++) {
            free = name + i;
        }
        return free;
    }

    private boolean isTaken(String candidate) {
        return field(candidate) != null
                || relations.stream().anyMatch(relation -> relation.name().equals(candidate));
    }

    Model toModel() {
        List<Field> all = new ArrayList<>(fields);
        if (!existing) {
            all.addAll(DatabaseDesigner.ending());
        }
        return new Model(name, all, relations);
    }
}
