package dev.stepfold.generation.builtin.database;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way from an agent's schema to another: first renames, then removals, then additions and changes, so that no
 * statement uses a name that does not exist yet or any more.
 */
final class Migration {
    private final Agent before;
    private final Agent renamed;
    private final List<Model> models;
    private final Schema old;
    private final Schema called;
    private final Schema schema;
    private final List<String> statements = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();

    private Migration(Agent before, Agent renamed, List<Model> models, List<EnumType> enums) {
        this.before = before;
        this.renamed = renamed;
        this.models = models;
        this.old = new Schema(before.models(), before.enums());
        this.called = new Schema(renamed.models(), renamed.enums());
        this.schema = new Schema(models, enums);
    }

    /**
     * The statements; empty if nothing changes.
     *
     * @param renamed the agent as it was before, with its new names
     */
    static String between(Agent before, Agent renamed, List<Model> models, List<EnumType> enums) {
        Migration migration = new Migration(before, renamed, models, enums);
        migration.rename();
        migration.drop();
        migration.extend();
        migration.statements.addAll(migration.tables);
        migration.statements.addAll(migration.columns);
        migration.statements.addAll(migration.keys);
        return migration.statements.isEmpty() ? "" : String.join("\n", migration.statements) + "\n";
    }

    private void rename() {
        for (int i = 0; i < before.models().size(); i++) {
            Model from = before.models().get(i);
            Model to = renamed.models().get(i);
            String table = called.table(to);
            if (!old.table(from).equals(table)) {
                statements.add("ALTER TABLE " + old.table(from) + " RENAME TO " + table + ";");
            }
            for (int k = 0; k < from.fields().size(); k++) {
                rename(from, from.fields().get(k), to, to.fields().get(k));
            }
        }
    }

    private void rename(Model from, Field field, Model to, Field now) {
        String table = "ALTER TABLE " + called.table(to);
        if (!old.column(field).equals(called.column(now))) {
            statements.add(table + " RENAME COLUMN " + old.column(field) + " TO " + called.column(now) + ";");
        }
        Map<String, String> names = called.on(to, now);
        old.on(from, field).forEach((kind, name) -> {
            String other = Objects.requireNonNull(names.get(kind));
            if (!name.equals(other)) {
                statements.add(
                        kind.equals("ix")
                                ? "ALTER INDEX " + name + " RENAME TO " + other + ";"
                                : table + " RENAME CONSTRAINT " + name + " TO " + other + ";");
            }
        });
    }

    private void drop() {
        for (Model model : renamed.models()) {
            Optional<Model> after = named(models, model.name());
            for (Field field : after.isEmpty() ? List.<Field>of() : model.fields()) {
                if (named(after.get(), field.name()).isEmpty()) {
                    String table = "ALTER TABLE " + called.table(model);
                    called.on(model, field).forEach((kind, name) -> {
                        if (!kind.equals("ix")) {
                            statements.add(table + " DROP CONSTRAINT " + name + ";");
                        }
                    });
                    statements.add(table + " DROP COLUMN " + called.column(field) + ";");
                }
            }
        }
        renamed.models().stream()
                .filter(model -> named(models, model.name()).isEmpty())
                .forEach(model -> statements.add("DROP TABLE " + called.table(model) + " CASCADE;"));
    }

    private void extend() {
        for (Model model : models) {
            Optional<Model> known = named(renamed.models(), model.name());
            if (known.isEmpty()) {
                tables.add(schema.createTable(model));
                model.fields().forEach(field -> keys.addAll(schema.foreignKey(model, field)));
                continue;
            }
            for (Field field : model.fields()) {
                Optional<Field> was = named(known.get(), field.name());
                if (was.isPresent()) {
                    change(known.get(), was.get(), model, field);
                } else {
                    columns.add(schema.addColumn(model, field));
                    keys.addAll(schema.foreignKey(model, field));
                }
            }
        }
    }

    private void change(Model from, Field was, Model model, Field field) {
        String table = "ALTER TABLE " + schema.table(model);
        String column = table + " ALTER COLUMN " + schema.column(field);
        String type = schema.type(field);
        boolean retyped = !called.type(was).equals(type);
        String initialBefore = called.initial(from, was);
        String initial = schema.initial(model, field);
        boolean checked = called.on(from, was).containsKey("ck");
        boolean checks = schema.on(model, field).containsKey("ck");
        boolean sameCheck = checked && checks && called.check(from, was).equals(schema.check(model, field));
        if (checked && !sameCheck) {
            columns.add(table + " DROP CONSTRAINT " + called.on(from, was).get("ck") + ";");
        }
        if (initialBefore != null && (retyped || initial == null)) {
            columns.add(column + " DROP DEFAULT;");
        }
        if (retyped) {
            columns.add(column + " SET DATA TYPE " + type + " USING "
                    + TypeConversion.of(schema.column(field), called.type(was), type) + ";");
        }
        if (initial != null && (retyped || !initial.equals(initialBefore))) {
            columns.add(column + " SET DEFAULT " + initial + ";");
        }
        if (checks && !sameCheck) {
            columns.add(table + " ADD " + schema.check(model, field) + ";");
        }
        if (field.required() != was.required()) {
            require(model, field, initial);
        }
        if (field.unique() && !was.unique()) {
            columns.add(table + " ADD CONSTRAINT " + schema.on(model, field).get("uq") + " UNIQUE ("
                    + schema.column(field) + ");");
        } else if (was.unique() && !field.unique()) {
            columns.add(table + " DROP CONSTRAINT " + called.on(from, was).get("uq") + ";");
        }
    }

    /**
     * A column that becomes required gets its default where it is missing. A foreign key's delete rule changes with it.
     */
    private void require(Model model, Field field, @Nullable String initial) {
        String table = schema.table(model);
        String column = schema.column(field);
        if (field.required() && initial != null) {
            columns.add("UPDATE " + table + " SET " + column + " = " + initial + " WHERE " + column + " IS NULL;");
        }
        columns.add("ALTER TABLE " + table + " ALTER COLUMN " + column + (field.required() ? " SET" : " DROP")
                + " NOT NULL;");
        if (field.references() != null) {
            columns.add("ALTER TABLE " + table + " DROP CONSTRAINT "
                    + schema.on(model, field).get("fk") + ";");
            keys.add(schema.foreignKey(model, field).getFirst());
        }
    }

    private static Optional<Model> named(List<Model> models, String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static Optional<Field> named(Model model, String name) {
        return model.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst();
    }
}
