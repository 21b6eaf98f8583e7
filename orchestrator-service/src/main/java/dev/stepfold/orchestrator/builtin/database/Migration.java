package dev.stepfold.orchestrator.builtin.database;

import dev.stepfold.schemas.agent.Agent;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The way from an agent's schema to one that has more: new tables, new columns, new values. */
final class Migration {
    private final Agent before;
    private final List<Model> models;
    private final Schema schema;
    private final Set<String> extended;

    private Migration(Agent before, List<Model> models, List<EnumType> enums) {
        this.before = before;
        this.models = models;
        this.schema = new Schema(models, enums);
        this.extended = extended(before, enums);
    }

    /** The statements; empty where nothing is new. */
    static String between(Agent before, List<Model> models, List<EnumType> enums) {
        List<String> statements = new Migration(before, models, enums).statements();
        return statements.isEmpty() ? "" : String.join("\n", statements) + "\n";
    }

    private List<String> statements() {
        List<String> tables = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Model model : models) {
            Optional<Model> old = before.models().stream()
                    .filter(candidate -> candidate.name().equals(model.name()))
                    .findFirst();
            if (old.isEmpty()) {
                tables.add(schema.createTable(model));
                model.fields().forEach(field -> keys.addAll(schema.foreignKey(model, field)));
                continue;
            }
            Set<String> known = new HashSet<>();
            old.get().fields().forEach(field -> known.add(field.name()));
            for (Field field : model.fields()) {
                if (!known.contains(field.name())) {
                    columns.add(schema.addColumn(model, field));
                    keys.addAll(schema.foreignKey(model, field));
                } else if (extended.contains(field.type())) {
                    columns.addAll(schema.replaceCheck(model, field));
                }
            }
        }
        List<String> statements = new ArrayList<>(tables);
        statements.addAll(columns);
        statements.addAll(keys);
        return statements;
    }

    private static Set<String> extended(Agent before, List<EnumType> enums) {
        Map<String, List<String>> old =
                before.enums().stream().collect(Collectors.toMap(EnumType::name, EnumType::values, (a, b) -> a));
        return enums.stream()
                .filter(type -> old.containsKey(type.name()))
                .filter(type -> !type.values().equals(old.get(type.name())))
                .map(EnumType::name)
                .collect(Collectors.toSet());
    }
}
