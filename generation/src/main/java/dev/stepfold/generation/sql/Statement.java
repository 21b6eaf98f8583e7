package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.Names.Name;
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
    private final DeclaredNames declared;
    private final boolean migration;

    private Statement(List<Token> statement, Set<String> made, DeclaredNames declared, boolean migration) {
        this.tokens = new TokenReader(statement);
        this.names = new Names(tokens);
        this.types = new TypeNames(tokens, names, made);
        this.expressions = new Expressions(tokens, names, types);
        this.columns = new Columns(tokens, names, types, expressions);
        this.declared = declared;
        this.migration = migration;
    }

    /**
     * The text to execute; empty if the statement only begins or ends a transaction, because everything is executed in
     * one.
     *
     * @param made the types that exist besides PostgreSQL's own; those that the statement creates are added
     * @param declared the names that exist; those that the statement gives are added
     */
    static Optional<String> read(List<Token> statement, Set<String> made, DeclaredNames declared, boolean migration)
            throws RefusedSqlException {
        Statement reader = new Statement(statement, made, declared, migration);
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
            String table = names.qualified();
            new TableChange(tokens, names, types, expressions, columns, declared, table).read();
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
            createTable();
        } else if (tokens.accept("TYPE")) {
            createType();
        } else if (tokens.accept("DOMAIN")) {
            Name name = names.readQualified();
            tokens.accept("AS");
            types.type();
            while (columns.domainConstraint(Columns.NO_TABLE)) {
                // one after the other
            }
            types.make(name.kept());
            declared.type(name);
        } else if (tokens.accept("SEQUENCE")) {
            boolean optional = ifNotExists();
            Name name = names.readQualified();
            columns.sequence();
            if (!optional || !declared.isSkipped(name)) {
                declared.sequence(name);
            }
        } else if (tokens.accept("EXTENSION")) {
            ifNotExists();
            types.extension();
        } else {
            tokens.accept("UNIQUE");
            tokens.expect("INDEX");
            createIndex();
        }
    }

    private void createTable() throws RefusedSqlException {
        boolean optional = ifNotExists();
        Name name = names.readQualified();
        boolean skipped = optional && declared.isSkipped(name);
        if (!skipped) {
            declared.table(name);
        }
        Columns.Declared elements = skipped ? Columns.NO_TABLE : new Columns.Declared(declared, name.kept(), false);
        tokens.inParentheses(() -> {
            if (!tokens.sees(")")) {
                tokens.list(() -> columns.element(elements));
            }
        });
    }

    private void createType() throws RefusedSqlException {
        Name name = names.readQualified();
        tokens.expect("AS");
        if (tokens.accept("ENUM")) {
            tokens.inParentheses(() -> tokens.list(() -> tokens.expectKind(Kind.TEXT)));
            declared.type(name);
        } else {
            tokens.inParentheses(() -> tokens.list(() -> {
                names.name();
                types.type();
            }));
            declared.compositeType(name);
        }
        types.make(name.kept());
    }

    private void createIndex() throws RefusedSqlException {
        // CONCURRENTLY is not allowed within a transaction, and the index is the same without it.
        tokens.acceptAndLeaveOut("CONCURRENTLY");
        boolean optional = ifNotExists();
        Optional<Name> name = tokens.sees("ON") ? Optional.empty() : Optional.of(names.read());
        tokens.expect("ON");
        tokens.accept("ONLY");
        String table = names.qualified();
        if (name.isPresent() && (!optional || !declared.isSkipped(name.get()))) {
            declared.index(name.get(), table);
        }
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
        String type = names.qualified();
        if (tokens.accept("RENAME", "TO")) {
            Name name = names.read();
            types.make(name.kept());
            declared.renameType(type, name);
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
            tokens.list(() -> declared.drop(names.qualified()));
            if (tokens.accept("CASCADE")) {
                declared.dropDependents();
            } else {
                tokens.accept("RESTRICT");
            }
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
            String index = names.qualified();
            tokens.expect("RENAME", "TO");
            declared.renameRelation(index, names.read());
        }
    }

    private boolean ifNotExists() {
        return tokens.accept("IF", "NOT", "EXISTS");
    }

    private void ifExists() {
        tokens.accept("IF", "EXISTS");
    }
}
