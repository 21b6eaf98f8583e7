package dev.stepfold.generation.sql;

import java.util.List;
import java.util.Set;

/**
 * Statements of which the grammar has accepted every token. Only {@link SqlGrammar} creates scripts, so nothing else is
 * executed.
 */
public final class SqlScript {
    private final List<String> statements;
    private final Set<String> types;

    SqlScript(List<String> statements, Set<String> types) {
        this.statements = List.copyOf(statements);
        this.types = Set.copyOf(types);
    }

    /** The statements in their order, rewritten from their tokens, without semicolons. */
    public List<String> statements() {
        return statements;
    }

    /** The types that exist after it besides PostgreSQL's own, as PostgreSQL writes their names. */
    Set<String> types() {
        return types;
    }
}
