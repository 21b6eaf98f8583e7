package dev.stepfold.generation.sql;

import java.util.Set;

/** What {@code ALTER TABLE} does to its table. */
final class TableChange {
    private final TokenReader tokens;
    private final Names names;
    private final TypeNames types;
    private final Expressions expressions;
    private final Columns columns;
    private final DeclaredNames declared;
    private final String table;

    TableChange(
            TokenReader tokens,
            Names names,
            TypeNames types,
            Expressions expressions,
            Columns columns,
            DeclaredNames declared,
            String table) {
        this.tokens = tokens;
        this.names = names;
        this.types = types;
        this.expressions = expressions;
        this.columns = columns;
        this.declared = declared;
        this.table = table;
    }

    void read() throws RefusedSqlException {
        if (tokens.accept("RENAME")) {
            rename();
        } else {
            tokens.list(this::action);
        }
    }

    private void rename() throws RefusedSqlException {
        if (tokens.accept("TO")) {
            declared.renameRelation(table, names.read());
            return;
        }
        boolean constraint = tokens.accept("CONSTRAINT");
        if (!constraint) {
            tokens.accept("COLUMN");
        }
        String from = names.name();
        tokens.expect("TO");
        if (constraint) {
            declared.renameConstraint(table, from, names.read());
        } else {
            declared.renameColumn(table, from, names.read());
        }
    }

    private void action() throws RefusedSqlException {
        if (tokens.accept("ADD")) {
            add();
        } else if (tokens.accept("DROP")) {
            if (!tokens.accept("CONSTRAINT")) {
                tokens.accept("COLUMN");
            }
            tokens.accept("IF", "EXISTS");
            declared.dropIn(table, names.name());
            if (tokens.accept("CASCADE")) {
                declared.dropDependents();
            } else {
                tokens.accept("RESTRICT");
            }
        } else if (tokens.accept("ALTER")) {
            tokens.accept("COLUMN");
            names.name();
            column();
        } else if (tokens.accept("VALIDATE", "CONSTRAINT")) {
            names.name();
        } else {
            if (!tokens.acceptOne(Set.of("ENABLE", "DISABLE"))) {
                tokens.accept("NO");
                tokens.expect("FORCE");
            }
            tokens.expect("ROW", "LEVEL", "SECURITY");
        }
    }

    private void add() throws RefusedSqlException {
        if (columns.seesConstraint()) {
            columns.tableConstraint(new Columns.Declared(declared, table, false));
        } else {
            tokens.accept("COLUMN");
            boolean optional = tokens.accept("IF", "NOT", "EXISTS");
            columns.column(new Columns.Declared(declared, table, optional));
        }
    }

    private void column() throws RefusedSqlException {
        if (tokens.accept("SET", "DEFAULT")) {
            expressions.expression();
        } else if (tokens.accept("TYPE") || tokens.accept("SET", "DATA", "TYPE")) {
            types.type();
            if (tokens.accept("COLLATE")) {
                expressions.collation();
            }
            if (tokens.accept("USING")) {
                expressions.expression();
            }
        } else if (tokens.accept("ADD", "GENERATED")) {
            columns.identity();
        } else if (tokens.accept("DROP", "IDENTITY") || tokens.accept("DROP", "EXPRESSION")) {
            tokens.accept("IF", "EXISTS");
        } else if (!tokens.accept("DROP", "DEFAULT") && !tokens.accept("SET", "NOT", "NULL")) {
            tokens.expect("DROP", "NOT", "NULL");
        }
    }
}
