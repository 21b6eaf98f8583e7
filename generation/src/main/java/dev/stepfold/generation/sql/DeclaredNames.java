package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.Names.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names that statements give, each compared with those of its namespace as PostgreSQL does: tables, indexes, sequences
 * and composite types share one, types and tables another, and each table has one for its columns and one for its
 * constraints. It knows no name that PostgreSQL makes up, and forgets too much rather than too little where something is
 * dropped: what it reports is a clash, but it does not find all.
 */
final class DeclaredNames {
    private final Map<String, Relation> relations = new HashMap<>();
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, Table> tables = new HashMap<>();
    private final List<NameClash> clashes = new ArrayList<>();
    private int statement;

    /** A table, an index, a sequence or a composite type; an index has a table. */
    private record Relation(String spelled, @Nullable String table) {}

    /** The columns and constraints of a table, as they were spelled. */
    private record Table(Map<String, String> columns, Map<String, String> constraints) {
        Table() {
            this(new HashMap<>(), new HashMap<>());
        }
    }

    DeclaredNames() {}

    /** What another script declared, without its clashes. */
    DeclaredNames(DeclaredNames before) {
        relations.putAll(before.relations);
        types.putAll(before.types);
        before.tables.forEach((name, table) ->
                tables.put(name, new Table(new HashMap<>(table.columns()), new HashMap<>(table.constraints()))));
    }

    List<NameClash> clashes() {
        return List.copyOf(clashes);
    }

    /** The next statement begins. */
    void begin() {
        statement++;
    }

    /**
     * Whether a statement with {@code IF NOT EXISTS} does nothing, because the name of its table, index or sequence is
     * taken.
     */
    boolean isSkipped(Name name) {
        Relation taken = relations.get(name.kept());
        if (taken != null && !taken.spelled().equals(name.spelled())) {
            clashes.add(NameClash.skipped(statement, name));
        }
        return taken != null;
    }

    void table(Name name) {
        compositeType(name);
        tables.put(name.kept(), new Table());
    }

    void index(Name name, String table) {
        relation(name, table);
    }

    void sequence(Name name) {
        if (!relation(name, null)) {
            check(name, types.get(name.kept()), "type");
        }
    }

    void compositeType(Name name) {
        if (relation(name, null)) {
            types.put(name.kept(), name.spelled());
        } else {
            type(name);
        }
    }

    void type(Name name) {
        check(name, types.put(name.kept(), name.spelled()), "type");
    }

    void column(String table, Name name) {
        known(table).ifPresent(known -> check(name, known.columns().put(name.kept(), name.spelled()), "column"));
    }

    /** A column that is not created if its name is taken. */
    void columnIfNotExists(String table, Name name) {
        known(table).ifPresent(known -> {
            String taken = known.columns().putIfAbsent(name.kept(), name.spelled());
            if (taken != null && !taken.equals(name.spelled())) {
                clashes.add(NameClash.skipped(statement, name));
            }
        });
    }

    void constraint(String table, Name name) {
        known(table)
                .ifPresent(known -> check(name, known.constraints().put(name.kept(), name.spelled()), "constraint"));
    }

    void renameRelation(String from, Name to) {
        Relation renamed = relations.remove(from);
        String owner = renamed == null ? null : renamed.table();
        boolean taken = relation(to, owner);
        if (owner != null) {
            known(owner).ifPresent(known -> known.constraints().remove(from));
        }
        relations.replaceAll((_, relation) ->
                from.equals(relation.table()) ? new Relation(relation.spelled(), to.kept()) : relation);
        if (types.remove(from) != null && !taken) {
            type(to);
        }
        Table table = tables.remove(from);
        if (table != null) {
            tables.put(to.kept(), table);
        }
    }

    void renameType(String from, Name to) {
        types.remove(from);
        relations.remove(from);
        type(to);
    }

    void renameColumn(String table, String from, Name to) {
        known(table).ifPresent(known -> known.columns().remove(from));
        column(table, to);
    }

    /** The constraint may have an index, of the same name. */
    void renameConstraint(String table, String from, Name to) {
        known(table).ifPresent(known -> known.constraints().remove(from));
        relations.remove(from);
        constraint(table, to);
    }

    /** Drops a table, an index, a sequence or a type. */
    void drop(String name) {
        relations.remove(name);
        types.remove(name);
        tables.remove(name);
        relations.values().removeIf(relation -> name.equals(relation.table()));
    }

    /** Something of a table is dropped, and with it perhaps indexes and constraints. */
    void dropIn(String table, String name) {
        known(table).ifPresent(known -> {
            known.columns().remove(name);
            known.constraints().clear();
        });
        relations.values().removeIf(relation -> table.equals(relation.table()));
    }

    /** Something is dropped with all that depends on it. */
    void dropDependents() {
        relations.clear();
        types.clear();
        tables.clear();
    }

    private Optional<Table> known(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    /** Declares it; returns whether its name was taken. */
    private boolean relation(Name name, @Nullable String table) {
        Relation taken = relations.put(name.kept(), new Relation(name.spelled(), table));
        return check(name, taken == null ? null : taken.spelled(), "table, index or sequence");
    }

    private boolean check(Name name, @Nullable String taken, String kind) {
        if (taken != null) {
            clashes.add(NameClash.refused(statement, name, taken, kind));
        }
        return taken != null;
    }
}
