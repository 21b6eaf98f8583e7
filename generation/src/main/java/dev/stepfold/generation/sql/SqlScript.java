package dev.stepfold.generation.sql;

import java.util.List;
import java.util.Set;

/**
 * Statements that the grammar has understood to the last token. Only {@link SqlGrammar} makes one, so that whoever executes
 * it executes nothing else.
 */
public final class SqlScript {
    private final List<String> statements;
    private final Set<String> types;

    SqlScript(List<String> statements, Set<String> types) {
        this.statements = List.copyOf(statements);
        this.types = Set.copyOf(types);
    }

    /** The statements in their order, written anew from their tokens, without semicolons. */
    public List<String> statements() {
        return statements;
    }

    /** The types that are there after it beside PostgreSQL's own, as PostgreSQL writes their names. */
    Set<String> types() {
        return types;
    }
}
