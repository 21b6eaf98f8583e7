package dev.stepfold.generation.sql;

import java.util.Set;

/** What {@code ALTER TABLE} does to its table. */
final class TableChange {
    private static final Set<String> DROP_BEHAVIOURS = Set.of("CASCADE", "RESTRICT");

    private final TokenReader tokens;
    private final Names names;
    private final TypeNames types;
    private final Expressions expressions;
    private final Columns columns;

    TableChange(TokenReader tokens, Names names, TypeNames types, Expressions expressions, Columns columns) {
        this.tokens = tokens;
        this.names = names;
        this.types = types;
        this.expressions = expressions;
        this.columns = columns;
    }

    void read() throws RefusedSqlException {
        if (tokens.accept("RENAME")) {
            rename();
        } else {
            tokens.list(this::action);
        }
    }

    private void rename() throws RefusedSqlException {
        if (!tokens.accept("TO")) {
            if (!tokens.accept("CONSTRAINT")) {
                tokens.accept("COLUMN");
            }
            names.name();
            tokens.expect("TO");
        }
        names.name();
    }

    private void action() throws RefusedSqlException {
        if (tokens.accept("ADD")) {
            add();
        } else if (tokens.accept("DROP")) {
            if (!tokens.accept("CONSTRAINT")) {
                tokens.accept("COLUMN");
            }
            tokens.accept("IF", "EXISTS");
            names.name();
            tokens.acceptOne(DROP_BEHAVIOURS);
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
            columns.tableConstraint();
        } else {
            tokens.accept("COLUMN");
            tokens.accept("IF", "NOT", "EXISTS");
            columns.column();
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
