package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The SQL that is executed for a caller or a model: PostgreSQL's data definition. Each kind of statement has a grammar
 * of its own that says what may stand at each place. Everything else is refused, whatever it means, and no word beside
 * it lets it through. A list of forbidden words would have to know every version of the database.
 */
public final class SqlGrammar {
    public static final int LENGTH_MAX = 262_144;
    public static final int STATEMENTS_MAX = 2_000;

    private SqlGrammar() {}

    /**
     * The statements that create a schema.
     *
     * @throws RefusedSqlException when something is not in the grammar
     */
    public static SqlScript schema(String ddl) throws RefusedSqlException {
        return script(ddl, new HashSet<>(), new DeclaredNames(), false);
    }

    /**
     * The statements that change a schema.
     *
     * @param after the script that created it
     * @throws RefusedSqlException when something is not in the grammar
     */
    public static SqlScript migration(String sql, SqlScript after) throws RefusedSqlException {
        return script(sql, new HashSet<>(after.types()), new DeclaredNames(after.names()), true);
    }

    private static SqlScript script(String sql, Set<String> types, DeclaredNames names, boolean migration)
            throws RefusedSqlException {
        if (sql.length() > LENGTH_MAX) {
            throw new RefusedSqlException("it is longer than " + LENGTH_MAX + " characters");
        }
        List<List<Token>> statements = SqlTokens.statements(sql);
        if (statements.size() > STATEMENTS_MAX) {
            throw new RefusedSqlException("it has more than " + STATEMENTS_MAX + " statements");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            try {
                names.begin();
                Optional<String> text = Statement.read(statements.get(i), types, names, migration);
                text.ifPresent(texts::add);
            } catch (RefusedSqlException e) {
                throw new RefusedSqlException("in statement " + (i + 1) + ", " + e.getMessage());
            }
        }
        return new SqlScript(texts, types, names);
    }
}
