package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.Names.Name;
import dev.stepfold.generation.sql.SqlTokens.Kind;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Columns and constraints, of {@code CREATE TABLE}, {@code ALTER TABLE} and {@code CREATE DOMAIN}. */
final class Columns {
    private static final Set<String> CONSTRAINTS = Set.of("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN");
    private static final Set<String> ACTIONS = Set.of("CASCADE", "RESTRICT");

    /** For names that belong to no table, or to one that is not created. */
    static final Declared NO_TABLE = new Declared(null, "", false);

    private final TokenReader tokens;
    private final Names names;
    private final TypeNames types;
    private final Expressions expressions;

    Columns(TokenReader tokens, Names names, TypeNames types, Expressions expressions) {
        this.tokens = tokens;
        this.names = names;
        this.types = types;
        this.expressions = expressions;
    }

    /**
     * Where the names of a table's columns and constraints are declared.
     *
     * @param names null where they are not
     * @param ifNotExists whether they are only created with a column that does not exist
     */
    record Declared(@Nullable DeclaredNames names, String table, boolean ifNotExists) {
        void column(Name name) {
            if (names == null) {
                return;
            }
            if (ifNotExists) {
                names.columnIfNotExists(table, name);
            } else {
                names.column(table, name);
            }
        }

        void constraint(Optional<Name> name) {
            if (names != null && !ifNotExists && name.isPresent()) {
                names.constraint(table, name.get());
            }
        }

        /** A constraint that has an index of its name. */
        void indexed(Optional<Name> name) {
            if (names != null && !ifNotExists && name.isPresent()) {
                names.constraint(table, name.get());
                names.index(name.get(), table);
            }
        }
    }

    /** A column or a constraint of the table. */
    void element(Declared declared) throws RefusedSqlException {
        if (seesConstraint()) {
            tableConstraint(declared);
        } else {
            column(declared);
        }
    }

    boolean seesConstraint() {
        return CONSTRAINTS.contains(tokens.keyword()) || tokens.sees("EXCLUDE", "USING") || tokens.sees("EXCLUDE", "(");
    }

    void column(Declared declared) throws RefusedSqlException {
        declared.column(names.read());
        types.type();
        while (columnConstraint(declared)) {
            // one after the other
        }
    }

    void tableConstraint(Declared declared) throws RefusedSqlException {
        Optional<Name> name = constraintName();
        if (tokens.accept("PRIMARY", "KEY")) {
            declared.indexed(name);
            names.list();
            include();
        } else if (tokens.accept("UNIQUE")) {
            declared.indexed(name);
            distinctNulls();
            names.list();
            include();
        } else if (tokens.accept("CHECK")) {
            declared.constraint(name);
            expressions.inParentheses();
            tokens.accept("NO", "INHERIT");
        } else if (tokens.accept("FOREIGN", "KEY")) {
            declared.constraint(name);
            names.list();
            tokens.expect("REFERENCES");
            reference();
        } else {
            declared.indexed(name);
            exclusion();
        }
        while (timing() || tokens.accept("NOT", "VALID")) {
            // in any order
        }
    }

    /** Reads a constraint of a domain; returns whether there was one. */
    boolean domainConstraint(Declared declared) throws RefusedSqlException {
        return simpleConstraint(declared, constraintName());
    }

    private boolean simpleConstraint(Declared declared, Optional<Name> name) throws RefusedSqlException {
        if (tokens.accept("NOT", "NULL") || tokens.accept("NULL")) {
            // PostgreSQL 17 does not keep its name.
            return true;
        } else if (tokens.accept("CHECK")) {
            declared.constraint(name);
            expressions.inParentheses();
        } else if (tokens.accept("DEFAULT")) {
            expressions.expression();
        } else if (tokens.accept("COLLATE")) {
            expressions.collation();
        } else {
            return false;
        }
        return true;
    }

    void include() throws RefusedSqlException {
        if (tokens.accept("INCLUDE")) {
            names.list();
        }
    }

    void distinctNulls() throws RefusedSqlException {
        if (tokens.accept("NULLS")) {
            tokens.accept("NOT");
            tokens.expect("DISTINCT");
        }
    }

    /** What follows {@code GENERATED}. */
    void identity() throws RefusedSqlException {
        if (!tokens.accept("ALWAYS")) {
            tokens.expect("BY", "DEFAULT");
        }
        tokens.expect("AS", "IDENTITY");
        if (tokens.accept("(")) {
            sequence();
            tokens.expect(")");
        }
    }

    /** The options of a sequence. */
    void sequence() throws RefusedSqlException {
        while (sequenceOption()) {
            // in any order
        }
    }

    private boolean sequenceOption() throws RefusedSqlException {
        if (tokens.accept("AS")) {
            types.type();
        } else if (tokens.accept("OWNED", "BY")) {
            if (!tokens.accept("NONE")) {
                names.qualified();
                tokens.expect(".");
                names.name();
            }
        } else if (tokens.accept("START") || tokens.accept("RESTART")) {
            tokens.accept("WITH");
            number();
        } else if (tokens.accept("INCREMENT")) {
            tokens.accept("BY");
            number();
        } else if (tokens.accept("MINVALUE") || tokens.accept("MAXVALUE") || tokens.accept("CACHE")) {
            number();
        } else {
            return tokens.accept("NO", "MINVALUE")
                    || tokens.accept("NO", "MAXVALUE")
                    || tokens.accept("NO", "CYCLE")
                    || tokens.accept("CYCLE");
        }
        return true;
    }

    private void number() throws RefusedSqlException {
        tokens.accept("-");
        tokens.expectKind(Kind.NUMBER);
    }

    private boolean columnConstraint(Declared declared) throws RefusedSqlException {
        Optional<Name> name = constraintName();
        if (simpleConstraint(declared, name) || timing()) {
            return true;
        } else if (tokens.accept("PRIMARY", "KEY")) {
            declared.indexed(name);
            return true;
        } else if (tokens.accept("UNIQUE")) {
            declared.indexed(name);
            distinctNulls();
        } else if (tokens.accept("REFERENCES")) {
            declared.constraint(name);
            reference();
        } else if (tokens.accept("GENERATED", "ALWAYS", "AS", "(")) {
            expressions.expression();
            tokens.expect(")");
            tokens.expect("STORED");
        } else if (tokens.accept("GENERATED")) {
            identity();
        } else {
            return false;
        }
        return true;
    }

    private Optional<Name> constraintName() throws RefusedSqlException {
        return tokens.accept("CONSTRAINT") ? Optional.of(names.read()) : Optional.empty();
    }

    private void reference() throws RefusedSqlException {
        names.qualified();
        if (tokens.sees("(")) {
            names.list();
        }
        while (true) {
            if (tokens.accept("MATCH")) {
                tokens.expectOne(Set.of("FULL", "SIMPLE"));
            } else if (tokens.accept("ON", "DELETE") || tokens.accept("ON", "UPDATE")) {
                action();
            } else {
                return;
            }
        }
    }

    private void action() throws RefusedSqlException {
        if (tokens.acceptOne(ACTIONS) || tokens.accept("NO", "ACTION")) {
            return;
        }
        if (!tokens.accept("SET", "NULL")) {
            tokens.expect("SET", "DEFAULT");
        }
        if (tokens.sees("(")) {
            names.list();
        }
    }

    private void exclusion() throws RefusedSqlException {
        tokens.expect("EXCLUDE");
        if (tokens.accept("USING")) {
            tokens.expectOne(Set.of("GIST", "BTREE", "HASH"));
        }
        tokens.inParentheses(() -> tokens.list(() -> {
            expressions.indexed();
            tokens.expect("WITH");
            tokens.expectOne(Set.of("=", "&&", "<>"));
        }));
        if (tokens.accept("WHERE")) {
            expressions.inParentheses();
        }
    }

    private boolean timing() throws RefusedSqlException {
        if (tokens.accept("INITIALLY")) {
            tokens.expectOne(Set.of("DEFERRED", "IMMEDIATE"));
            return true;
        }
        return tokens.accept("NOT", "DEFERRABLE") || tokens.accept("DEFERRABLE");
    }
}
