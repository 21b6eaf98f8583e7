package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Kind;
import dev.stepfold.generation.sql.SqlTokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one statement of the kinds that are executed: those that make a schema, and in a migration those that change one. */
final class Statement {
    private static final Set<String> INDEX_METHODS = Set.of("BTREE", "HASH", "GIN", "GIST", "SPGIST", "BRIN");
    private static final Set<String> OPERATOR_CLASSES = Set.of(
            "TEXT_PATTERN_OPS",
            "VARCHAR_PATTERN_OPS",
            "BPCHAR_PATTERN_OPS",
            "JSONB_OPS",
            "JSONB_PATH_OPS",
            "GIN_TRGM_OPS",
            "GIST_TRGM_OPS",
            "ARRAY_OPS",
            "TEXT_OPS",
            "UUID_OPS",
            "INET_OPS");
    private static final Set<String> DROPPED = Set.of("TABLE", "INDEX", "TYPE", "DOMAIN", "SEQUENCE");
    private static final Set<String> COMMENTED = Set.of("TABLE", "INDEX", "TYPE", "DOMAIN", "SEQUENCE");

    private final TokenReader tokens;
    private final Names names;
    private final TypeNames types;
    private final Expressions expressions;
    private final Columns columns;
    private final boolean migration;

    private Statement(List<Token> statement, Set<String> made, boolean migration) {
        this.tokens = new TokenReader(statement);
        this.names = new Names(tokens);
        this.types = new TypeNames(tokens, names, made);
        this.expressions = new Expressions(tokens, names, types);
        this.columns = new Columns(tokens, names, types, expressions);
        this.migration = migration;
    }

    /**
     * The text to execute; empty if the statement only begins or ends a transaction, because everything is executed in
     * one.
     *
     * @param made the types that exist besides PostgreSQL's own; those that the statement creates are added
     */
    static Optional<String> read(List<Token> statement, Set<String> made, boolean migration)
            throws RefusedSqlException {
        Statement reader = new Statement(statement, made, migration);
        if (reader.framesTransaction()) {
            return Optional.empty();
        }
        reader.statement();
        reader.tokens.expectEnd();
        return Optional.of(reader.tokens.text());
    }

    private boolean framesTransaction() {
        boolean frames = tokens.accept("START", "TRANSACTION") || tokens.accept("BEGIN") || tokens.accept("COMMIT");
        tokens.accept("TRANSACTION");
        return frames && tokens.atEnd();
    }

    private void statement() throws RefusedSqlException {
        if (tokens.accept("CREATE")) {
            create();
        } else if (tokens.accept("ALTER", "TABLE")) {
            ifExists();
            tokens.accept("ONLY");
            names.qualified();
            new TableChange(tokens, names, types, expressions, columns).read();
        } else if (tokens.accept("ALTER", "SEQUENCE")) {
            ifExists();
            names.qualified();
            columns.sequence();
        } else if (tokens.accept("ALTER", "TYPE")) {
            alterType();
        } else if (tokens.accept("COMMENT", "ON")) {
            comment();
        } else if (migration) {
            change();
        } else {
            throw tokens.unexpected();
        }
    }

    private void create() throws RefusedSqlException {
        if (tokens.accept("TABLE")) {
            ifNotExists();
            names.qualified();
            tokens.inParentheses(() -> {
                if (!tokens.sees(")")) {
                    tokens.list(columns::element);
                }
            });
        } else if (tokens.accept("TYPE")) {
            createType();
        } else if (tokens.accept("DOMAIN")) {
            String name = names.qualified();
            tokens.accept("AS");
            types.type();
            while (columns.domainConstraint()) {
                // one after the other
            }
            types.make(name);
        } else if (tokens.accept("SEQUENCE")) {
            ifNotExists();
            names.qualified();
            columns.sequence();
        } else if (tokens.accept("EXTENSION")) {
            ifNotExists();
            types.extension();
        } else {
            tokens.accept("UNIQUE");
            tokens.expect("INDEX");
            createIndex();
        }
    }

    private void createType() throws RefusedSqlException {
        String name = names.qualified();
        tokens.expect("AS");
        if (tokens.accept("ENUM")) {
            tokens.inParentheses(() -> tokens.list(() -> tokens.expectKind(Kind.TEXT)));
        } else {
            tokens.inParentheses(() -> tokens.list(() -> {
                names.name();
                types.type();
            }));
        }
        types.make(name);
    }

    private void createIndex() throws RefusedSqlException {
        // CONCURRENTLY is not allowed within a transaction, and the index is the same without it.
        tokens.acceptAndLeaveOut("CONCURRENTLY");
        ifNotExists();
        if (!tokens.sees("ON")) {
            names.name();
        }
        tokens.expect("ON");
        tokens.accept("ONLY");
        names.qualified();
        if (tokens.accept("USING")) {
            tokens.expectOne(INDEX_METHODS);
        }
        tokens.inParentheses(() -> tokens.list(this::indexed));
        columns.include();
        columns.distinctNulls();
        if (tokens.accept("WHERE")) {
            expressions.expression();
        }
    }

    private void indexed() throws RefusedSqlException {
        expressions.indexed();
        if (tokens.accept("COLLATE")) {
            expressions.collation();
        }
        tokens.acceptOne(OPERATOR_CLASSES);
        tokens.acceptOne(Set.of("ASC", "DESC"));
        if (tokens.accept("NULLS")) {
            tokens.expectOne(Set.of("FIRST", "LAST"));
        }
    }

    private void alterType() throws RefusedSqlException {
        names.qualified();
        if (tokens.accept("RENAME", "TO")) {
            types.make(names.name());
        } else if (tokens.accept("RENAME", "VALUE")) {
            tokens.expectKind(Kind.TEXT);
            tokens.expect("TO");
            tokens.expectKind(Kind.TEXT);
        } else {
            tokens.expect("ADD", "VALUE");
            ifNotExists();
            tokens.expectKind(Kind.TEXT);
            if (tokens.acceptOne(Set.of("BEFORE", "AFTER"))) {
                tokens.expectKind(Kind.TEXT);
            }
        }
    }

    private void comment() throws RefusedSqlException {
        if (tokens.accept("COLUMN")) {
            names.qualified();
            tokens.expect(".");
            names.name();
        } else if (tokens.accept("CONSTRAINT")) {
            names.name();
            tokens.expect("ON");
            names.qualified();
        } else {
            tokens.expectOne(COMMENTED);
            names.qualified();
        }
        tokens.expect("IS");
        if (!tokens.accept("NULL")) {
            tokens.expectKind(Kind.TEXT);
        }
    }

    private void change() throws RefusedSqlException {
        if (tokens.accept("DROP")) {
            tokens.expectOne(DROPPED);
            tokens.acceptAndLeaveOut("CONCURRENTLY");
            ifExists();
            tokens.list(names::qualified);
            tokens.acceptOne(Set.of("CASCADE", "RESTRICT"));
        } else if (tokens.accept("UPDATE")) {
            names.qualified();
            tokens.expect("SET");
            tokens.list(() -> {
                names.name();
                tokens.expect("=");
                if (!tokens.accept("DEFAULT")) {
                    expressions.expression();
                }
            });
            if (tokens.accept("WHERE")) {
                expressions.expression();
            }
        } else {
            tokens.expect("ALTER", "INDEX");
            ifExists();
            names.qualified();
            tokens.expect("RENAME", "TO");
            names.name();
        }
    }

    private void ifNotExists() {
        tokens.accept("IF", "NOT", "EXISTS");
    }

    private void ifExists() {
        tokens.accept("IF", "EXISTS");
    }
}
