package dev.stepfold.generation.builtin.database;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.agent.EnumType;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database schema as PostgreSQL DDL. It runs as one script: all tables, then the foreign keys, which may form cycles,
 * then the indexes. Enums are text with a check, which is easy to extend and portable.
 */
final class Schema {
    private final List<Model> models;
    private final Map<String, List<String>> enums;
    private final SqlNames names;

    Schema(List<Model> models, List<EnumType> enums) {
        this.models = models;
        this.enums = enums.stream().collect(Collectors.toMap(EnumType::name, EnumType::values, (a, b) -> a));
        this.names = new SqlNames(models);
    }

    /** The DDL of the whole schema. */
    String ddl() {
        List<String> tables = models.stream().map(this::createTable).toList();
        List<String> rest = new ArrayList<>();
        for (Model model : models) {
            model.fields().stream()
                    .filter(field -> field.references() != null)
                    .forEach(field -> rest.addAll(foreignKey(model, field)));
        }
        String create = String.join("\n\n", tables);
        return rest.isEmpty() ? create + "\n" : create + "\n\n" + String.join("\n", rest) + "\n";
    }

    String createTable(Model model) {
        List<String> lines = new ArrayList<>();
        for (Field field : model.fields()) {
            lines.add("    " + column(model, field));
        }
        return "CREATE TABLE " + names.table(model.name()) + " (\n" + String.join(",\n", lines) + "\n);";
    }

    String addColumn(Model model, Field field) {
        return "ALTER TABLE " + names.table(model.name()) + " ADD COLUMN " + column(model, field) + ";";
    }

    String table(Model model) {
        return names.table(model.name());
    }

    String column(Field field) {
        return names.column(field);
    }

    /**
     * The names of a column's constraints, by kind, and of its index: {@code ck}, {@code uq}, {@code fk}, {@code ix}.
     */
    Map<String, String> on(Model model, Field field) {
        Map<String, String> on = new LinkedHashMap<>();
        if (enums.containsKey(field.type())) {
            on.put("ck", names.on("ck", model.name(), field));
        }
        if (field.unique() && !isKey(model, field)) {
            on.put("uq", names.on("uq", model.name(), field));
        }
        if (field.references() != null) {
            on.put("fk", names.on("fk", model.name(), field));
            if (!field.unique()) {
                on.put("ix", names.on("ix", model.name(), field));
            }
        }
        return on;
    }

    /** A foreign key and its index. */
    List<String> foreignKey(Model model, Field field) {
        Field.@Nullable Reference target = field.references();
        if (target == null) {
            return List.of();
        }
        String table = names.table(model.name());
        String column = names.column(field);
        Field key = new Field(target.field(), "uuid", true, true, null, null);
        String onDelete = field.required() ? "CASCADE" : "SET NULL";
        List<String> statements = new ArrayList<>();
        statements.add("ALTER TABLE " + table + " ADD CONSTRAINT " + names.on("fk", model.name(), field)
                + " FOREIGN KEY (" + column + ") REFERENCES " + names.table(target.model()) + " (" + names.column(key)
                + ") ON DELETE " + onDelete + ";");
        if (!field.unique()) {
            statements.add(
                    "CREATE INDEX " + names.on("ix", model.name(), field) + " ON " + table + " (" + column + ");");
        }
        return statements;
    }

    private String column(Model model, Field field) {
        StringBuilder column =
                new StringBuilder(names.column(field)).append(' ').append(type(field));
        String initial = initial(model, field);
        if (initial != null) {
            column.append(" DEFAULT ").append(initial);
        }
        if (isKey(model, field)) {
            return column.append(" PRIMARY KEY").toString();
        }
        column.append(field.required() ? " NOT NULL" : "");
        if (field.unique()) {
            column.append(" CONSTRAINT ")
                    .append(names.on("uq", model.name(), field))
                    .append(" UNIQUE");
        }
        if (enums.containsKey(field.type())) {
            column.append(' ').append(check(model, field));
        }
        return column.toString();
    }

    String check(Model model, Field field) {
        String values = enums.getOrDefault(field.type(), List.of()).stream()
                .map(Schema::literal)
                .collect(Collectors.joining(", "));
        return "CONSTRAINT " + names.on("ck", model.name(), field) + " CHECK (" + names.column(field) + " IN (" + values
                + "))";
    }

    static boolean isKey(Model model, Field field) {
        return model.fields().getFirst().equals(field) && field.name().equals("id");
    }

    String type(Field field) {
        return switch (field.type()) {
            case "uuid" -> "uuid";
            case "string" -> "varchar(255)";
            case "integer" -> "integer";
            case "decimal" -> "numeric(19, 4)";
            case "boolean" -> "boolean";
            case "date" -> "date";
            case "datetime" -> "timestamp with time zone";
            case "time" -> "time";
            case "json" -> "jsonb";
            default -> enums.containsKey(field.type()) ? "varchar(63)" : "text";
        };
    }

    @Nullable String initial(Model model, Field field) {
        JsonNode value = field.defaultValue();
        if (value == null) {
            return isKey(model, field) ? "gen_random_uuid()" : null;
        }
        if (value.isTextual() && value.textValue().equals("now")) {
            return field.type().equals("date") ? "current_date" : "current_timestamp";
        }
        return value.isTextual() ? literal(value.textValue()) : value.asText();
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
