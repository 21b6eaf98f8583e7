package dev.stepfold.generation.builtin.database;

import dev.stepfold.generation.builtin.language.Names;
import dev.stepfold.generation.builtin.resource.Resources;
import dev.stepfold.schemas.agent.Field;
import dev.stepfold.schemas.agent.Model;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The names of tables, columns and constraints. Words that SQL reserves are quoted. A name is at most 63 bytes long, as
 * PostgreSQL requires. The names depend on the models' order; a change only appends to it.
 */
final class SqlNames {
    private static final int MAX_BYTES = 63;
    private static final Set<String> RESERVED = Set.copyOf(Resources.words(Resources.text("reserved-words.txt")));

    private final Map<String, String> tables = new HashMap<>();

    SqlNames(List<Model> models) {
        Set<String> taken = new HashSet<>();
        for (Model model : models) {
            tables.put(model.name(), unique(limited(Names.snake(Names.plural(model.name()))), taken));
        }
    }

    /** A model's table. */
    String table(String model) {
        return quoted(bare(model));
    }

    /** A field's column. */
    String column(Field field) {
        return quoted(bare(field));
    }

    /** The name of a constraint or index on a column of a table: {@code fk_invoices_customer_id}. */
    String on(String kind, String model, Field field) {
        return quoted(limited(kind + "_" + bare(model) + "_" + bare(field)));
    }

    private String bare(String model) {
        return tables.getOrDefault(model, Names.snake(model));
    }

    private static String bare(Field field) {
        return limited(Names.snake(field.name()));
    }

    private static String quoted(String name) {
        boolean plain = name.matches("[a-z_][a-z0-9_]*") && !RESERVED.contains(name);
        return plain ? name : '"' + name + '"';
    }

    /** A name that is too long keeps its beginning and gets a checksum, so that it stays unique. */
    private static String limited(String name) {
        if (name.length() <= MAX_BYTES) {
            return name;
        }
        String checksum = Integer.toHexString(name.hashCode());
        return name.substring(0, MAX_BYTES - checksum.length() - 1) + "_" + checksum;
    }

    private static String unique(String name, Set<String> taken) {
        String unique = name;
        for (int i = 2; !taken.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }
}
