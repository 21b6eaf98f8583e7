package dev.stepfold.orchestrator.validation;

import dev.stepfold.orchestrator.validation.SqlTokens.Kind;
import dev.stepfold.orchestrator.validation.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets through the DDL that an agent needs and nothing else. H2 can load classes, read files and open connections by SQL, so
 * nothing is executed that is not on a list here.
 */
final class AllowedSql {
    static final int LENGTH_MAX = 262_144;
    static final int STATEMENTS_MAX = 2_000;
    static final int DEPTH_MAX = 16;

    /** Tokens of one column or constraint: chains of operators are read by recursion too. */
    static final int TOKENS_MAX = 400;

    private static final List<List<String>> SCHEMA =
            kinds("CREATE TABLE", "CREATE TYPE", "CREATE INDEX", "CREATE UNIQUE INDEX", "ALTER TABLE", "COMMENT ON");
    private static final List<List<String>> MIGRATION = kinds("ALTER INDEX", "DROP TABLE", "DROP INDEX", "UPDATE");

    /** What may stand before a parenthesis: keywords, types with a size, and functions without effects. */
    private static final Set<String> BEFORE_PARENTHESIS = Set.of(
            ("KEY UNIQUE CHECK IN AND OR NOT AS ENUM CAST DEFAULT USING BTREE IS BY WHERE SET IDENTITY COLUMN ADD"
                            + " VARCHAR CHAR CHARACTER VARYING NUMERIC DECIMAL TIMESTAMP TIMESTAMPTZ TIME INTERVAL FLOAT BIT"
                            + " NOW GEN_RANDOM_UUID LOWER UPPER LENGTH CHAR_LENGTH COALESCE ABS ROUND TRIM")
                    .split(" ", -1));

    /** A name after one of these is a table's. */
    private static final Set<String> BEFORE_TABLE = Set.of("TABLE", "REFERENCES", "ON", "EXISTS");

    private static final Set<String> NEVER =
            Set.of("SELECT", "CALL", "EXECUTE", "JAVA_OBJECT", "LINKED", "RUNSCRIPT", "SCRIPT");
    private static final Set<String> NEVER_OUTSIDE = Set.of("ENGINE", "AS", "WITH");

    /** What matches a pattern, which stands behind it. */
    static final Set<String> MATCHING = Set.of("LIKE", "ILIKE", "REGEXP", "~", "~*", "!~");

    private AllowedSql() {}

    /** The statements of a schema, as they may be executed. */
    static List<String> schema(String ddl) throws RefusedSqlException {
        return allowed(ddl, SCHEMA);
    }

    /** The statements of a migration, as they may be executed. */
    static List<String> migration(String ddl) throws RefusedSqlException {
        List<List<String>> kinds = new ArrayList<>(SCHEMA);
        kinds.addAll(MIGRATION);
        return allowed(ddl, kinds);
    }

    private static List<List<String>> kinds(String... kinds) {
        return List.of(kinds).stream().map(kind -> List.of(kind.split(" ", -1))).toList();
    }

    private static List<String> allowed(String sql, List<List<String>> kinds) throws RefusedSqlException {
        if (sql.length() > LENGTH_MAX) {
            throw new RefusedSqlException("it is longer than " + LENGTH_MAX + " characters");
        }
        List<List<Token>> statements = SqlTokens.statements(sql);
        if (statements.size() > STATEMENTS_MAX) {
            throw new RefusedSqlException("it has more than " + STATEMENTS_MAX + " statements");
        }
        List<String> allowed = new ArrayList<>();
        for (List<Token> statement : statements) {
            checkKind(statement, kinds);
            check(statement);
            allowed.add(H2Sql.of(statement));
        }
        return allowed;
    }

    private static void checkKind(List<Token> statement, List<List<String>> kinds) throws RefusedSqlException {
        boolean known = kinds.stream().anyMatch(kind -> {
            for (int i = 0; i < kind.size(); i++) {
                if (i >= statement.size() || !statement.get(i).is(kind.get(i))) {
                    return false;
                }
            }
            return true;
        });
        if (!known) {
            String start = statement.stream().limit(2).map(Token::text).collect(Collectors.joining(" "));
            throw new RefusedSqlException("a statement starts with " + start);
        }
    }

    private static void check(List<Token> statement) throws RefusedSqlException {
        boolean type = statement.size() > 1 && statement.get(1).is("TYPE");
        int depth = 0;
        int length = 0;
        for (int i = 1; i < statement.size(); i++) {
            Token token = statement.get(i);
            String word = token.text().toUpperCase(Locale.ROOT);
            length = token.is(",") && depth <= 1 ? 0 : length + 1;
            if (token.is("(")) {
                depth++;
                checkBeforeParenthesis(statement, i);
            } else if (token.is(")")) {
                depth--;
            } else if (token.kind() == Kind.WORD
                    && (NEVER.contains(word) || (depth == 0 && !type && isNeverOutside(statement, i)))) {
                throw new RefusedSqlException("it says " + word);
            } else if (token.kind() != Kind.QUOTED && MATCHING.contains(word)) {
                checkMatching(statement, i);
            }
            if (depth > DEPTH_MAX || depth < 0 || length > TOKENS_MAX) {
                throw new RefusedSqlException("it is nested too deep, or has a part that is too long");
            }
        }
    }

    private static boolean isNeverOutside(List<Token> statement, int at) {
        boolean timeZone = at + 1 < statement.size() && statement.get(at + 1).is("TIME");
        boolean generated =
                statement.get(at - 1).is("ALWAYS") || statement.get(at - 1).is("DEFAULT");
        return !timeZone
                && !generated
                && NEVER_OUTSIDE.contains(statement.get(at).text().toUpperCase(Locale.ROOT));
    }

    private static void checkBeforeParenthesis(List<Token> statement, int at) throws RefusedSqlException {
        Token before = statement.get(at - 1);
        if (!before.isName()) {
            return;
        }
        boolean keyword = before.kind() == Kind.WORD
                && BEFORE_PARENTHESIS.contains(before.text().toUpperCase(Locale.ROOT));
        int first = at > 3 && statement.get(at - 2).is(".") ? at - 3 : at - 1;
        boolean table = statement.get(first - 1).kind() == Kind.WORD
                && BEFORE_TABLE.contains(statement.get(first - 1).text().toUpperCase(Locale.ROOT));
        boolean hashIndex = statement.getFirst().is("CREATE")
                && before.is("HASH")
                && statement.get(at - 2).is("USING");
        if (!keyword && !table && !hashIndex) {
            throw new RefusedSqlException("it calls " + before.text());
        }
    }

    /** A pattern is a text, so that it can be left out: matching could take for ever before any row is there. */
    private static void checkMatching(List<Token> statement, int at) throws RefusedSqlException {
        if (at + 1 == statement.size() || statement.get(at + 1).kind() != Kind.TEXT) {
            throw new RefusedSqlException("it matches something else than a text");
        }
    }
}
