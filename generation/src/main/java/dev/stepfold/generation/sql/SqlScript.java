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
    private final DeclaredNames names;

    SqlScript(List<String> statements, Set<String> types, DeclaredNames names) {
        this.statements = List.copyOf(statements);
        this.types = Set.copyOf(types);
        this.names = names;
    }

    /** The statements in their order, rewritten from their tokens, without semicolons. */
    public List<String> statements() {
        return statements;
    }

    /** The names that the statements give although they are taken, as far as they can be known without executing them. */
    public List<NameClash> clashes() {
        return names.clashes();
    }

    /** What the statements declared. */
    DeclaredNames names() {
        return names;
    }

    /** The types that exist after it besides PostgreSQL's own, as PostgreSQL writes their names. */
    Set<String> types() {
        return types;
    }
}
