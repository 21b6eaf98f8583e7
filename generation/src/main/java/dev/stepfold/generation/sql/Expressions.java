package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Kind;
import java.util.Set;

/**
 * Expressions of defaults, checks, indexes and updates: constants, columns, operators, and functions that compute a
 * value from values and return none that is much larger than their arguments. Nothing selects.
 */
final class Expressions {
    /** Limit on the tokens of one expression: databases parse chains of operators by recursion too. */
    private static final int TOKENS_MAX = 400;

    private static final Set<String> OPERATORS = Set.of(
            "=", "<>", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "%", "||", "~", "~*", "!~", "!~*", "->", "->>",
            "#>", "#>>", "@>", "<@", "&&", "AND", "OR");

    private static final Set<String> SIGNS = Set.of("NOT", "+", "-");
    private static final Set<String> CONSTANTS = Set.of("TRUE", "FALSE", "NULL", "CURRENT_DATE");
    private static final Set<String> CLOCKS =
            Set.of("CURRENT_TIMESTAMP", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP");
    private static final Set<String> TYPED_TEXTS = Set.of("DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIME", "INTERVAL");
    private static final Set<String> MATCHES = Set.of("LIKE", "ILIKE");
    private static final Set<String> QUANTIFIERS = Set.of("ANY", "ALL", "SOME");
    private static final Set<String> TRUTHS = Set.of("NULL", "TRUE", "FALSE", "UNKNOWN");
    private static final Set<String> COLLATIONS = Set.of("\"C\"", "\"POSIX\"", "\"default\"", "\"ucs_basic\"");
    private static final Set<String> FUNCTIONS = Set.of(
            ("NOW STATEMENT_TIMESTAMP CLOCK_TIMESTAMP TRANSACTION_TIMESTAMP TIMEZONE DATE_TRUNC DATE_PART AGE MAKE_DATE"
                            + " GEN_RANDOM_UUID UUID_GENERATE_V1 UUID_GENERATE_V4 RANDOM"
                            + " LOWER UPPER INITCAP BTRIM LTRIM RTRIM LENGTH CHAR_LENGTH CHARACTER_LENGTH OCTET_LENGTH"
                            + " BIT_LENGTH CONCAT LEFT RIGHT SUBSTR STRPOS STARTS_WITH SPLIT_PART MD5"
                            + " ABS ROUND CEIL CEILING FLOOR SIGN MOD TRUNC DIV GREATEST LEAST COALESCE NULLIF"
                            + " NUM_NONNULLS NUM_NULLS ARRAY_LENGTH CARDINALITY JSONB_TYPEOF JSON_TYPEOF"
                            + " JSONB_ARRAY_LENGTH TO_JSONB TO_TSVECTOR SETWEIGHT ISFINITE LOWER_INC UPPER_INC ISEMPTY"
                            + " INT4RANGE INT8RANGE NUMRANGE TSRANGE TSTZRANGE DATERANGE")
                    .split(" ", -1));

    private final TokenReader tokens;
    private final Names names;
    private final TypeNames types;

    Expressions(TokenReader tokens, Names names, TypeNames types) {
        this.tokens = tokens;
        this.names = names;
        this.types = types;
    }

    void expression() throws RefusedSqlException {
        int start = tokens.position();
        tokens.nested(this::chain);
        if (tokens.position() - start > TOKENS_MAX) {
            throw new RefusedSqlException("an expression has more than " + TOKENS_MAX + " tokens");
        }
    }

    void inParentheses() throws RefusedSqlException {
        tokens.inParentheses(this::expression);
    }

    /** What an index or an exclusion constraint is over: an expression in parentheses, a function's call or a column. */
    void indexed() throws RefusedSqlException {
        if (tokens.sees("(")) {
            inParentheses();
        } else if (seesCall()) {
            call();
        } else {
            names.name();
        }
    }

    /** Whether a function call comes next. */
    private boolean seesCall() {
        return FUNCTIONS.contains(tokens.keyword()) && tokens.seesFrom(1, "(");
    }

    private void call() throws RefusedSqlException {
        tokens.expectOne(FUNCTIONS);
        tokens.inParentheses(() -> {
            if (!tokens.sees(")")) {
                tokens.list(this::expression);
            }
        });
    }

    void collation() throws RefusedSqlException {
        if (!COLLATIONS.contains(tokens.expectKind(Kind.QUOTED))) {
            throw new RefusedSqlException(
                    "only the collations " + COLLATIONS.stream().sorted().toList() + " are known");
        }
    }

    private void chain() throws RefusedSqlException {
        operand();
        while (more()) {
            // each iteration reads an operator and its operand
        }
    }

    private boolean more() throws RefusedSqlException {
        if (tokens.acceptOne(OPERATORS)) {
            if (tokens.acceptOne(QUANTIFIERS)) {
                inParentheses();
            } else {
                operand();
            }
        } else if (tokens.accept("IS")) {
            tokens.accept("NOT");
            if (tokens.accept("DISTINCT", "FROM")) {
                operand();
            } else {
                tokens.expectOne(TRUTHS);
            }
        } else {
            return matching(tokens.sees("NOT") ? 1 : 0);
        }
        return true;
    }

    /** {@code IN}, {@code BETWEEN} and the like; {@code NOT} before anything else begins the next constraint of a column. */
    private boolean matching(int ahead) throws RefusedSqlException {
        boolean in = tokens.seesFrom(ahead, "IN");
        boolean between = tokens.seesFrom(ahead, "BETWEEN");
        boolean like = MATCHES.stream().anyMatch(word -> tokens.seesFrom(ahead, word));
        boolean similar = tokens.seesFrom(ahead, "SIMILAR", "TO");
        if (!in && !between && !like && !similar) {
            return false;
        }
        tokens.accept("NOT");
        if (tokens.accept("IN")) {
            tokens.inParentheses(() -> tokens.list(this::expression));
        } else if (tokens.accept("BETWEEN")) {
            tokens.accept("SYMMETRIC");
            operand();
            tokens.expect("AND");
            operand();
        } else {
            if (!tokens.accept("SIMILAR", "TO")) {
                tokens.expectOne(MATCHES);
            }
            operand();
            if (tokens.accept("ESCAPE")) {
                tokens.expectKind(Kind.TEXT);
            }
        }
        return true;
    }

    private void operand() throws RefusedSqlException {
        while (tokens.acceptOne(SIGNS)) {
            // signs may be repeated; the limit on tokens ends them
        }
        primary();
        while (true) {
            if (tokens.accept("::")) {
                types.type();
            } else if (tokens.accept("[")) {
                expression();
                tokens.expect("]");
            } else if (tokens.accept("AT", "TIME", "ZONE")) {
                primary();
            } else if (tokens.accept("COLLATE")) {
                collation();
            } else {
                return;
            }
        }
    }

    private void primary() throws RefusedSqlException {
        if (tokens.seesKind(0, Kind.NUMBER)) {
            tokens.expectKind(Kind.NUMBER);
        } else if (tokens.seesKind(0, Kind.TEXT)) {
            tokens.expectKind(Kind.TEXT);
        } else if (tokens.sees("(")) {
            tokens.inParentheses(() -> tokens.list(this::expression));
        } else if (tokens.acceptOne(CONSTANTS)) {
            // a constant has no more tokens
        } else if (tokens.acceptOne(CLOCKS)) {
            if (tokens.accept("(")) {
                tokens.expectKind(Kind.NUMBER);
                tokens.expect(")");
            }
        } else if (TYPED_TEXTS.contains(tokens.keyword()) && tokens.seesKind(1, Kind.TEXT)) {
            tokens.expectOne(TYPED_TEXTS);
            tokens.expectKind(Kind.TEXT);
        } else if (seesCall()) {
            call();
        } else if (!form()) {
            column();
        }
    }

    /** Reads an expression with a syntax of its own; returns whether there was one. */
    private boolean form() throws RefusedSqlException {
        if (tokens.accept("CAST")) {
            tokens.inParentheses(() -> {
                expression();
                tokens.expect("AS");
                types.type();
            });
        } else if (tokens.accept("ARRAY", "[")) {
            if (!tokens.sees("]")) {
                tokens.list(this::expression);
            }
            tokens.expect("]");
        } else if (tokens.accept("CASE")) {
            cases();
        } else if (tokens.accept("EXTRACT")) {
            tokens.inParentheses(() -> {
                names.name();
                tokens.expect("FROM");
                expression();
            });
        } else if (tokens.accept("TRIM")) {
            tokens.inParentheses(this::trimmed);
        } else if (tokens.accept("SUBSTRING")) {
            tokens.inParentheses(this::part);
        } else if (tokens.accept("NEXTVAL")) {
            tokens.inParentheses(() -> {
                tokens.expectKind(Kind.TEXT);
                tokens.accept("::", "REGCLASS");
            });
        } else {
            return false;
        }
        return true;
    }

    private void cases() throws RefusedSqlException {
        if (!tokens.sees("WHEN")) {
            expression();
        }
        do {
            tokens.expect("WHEN");
            expression();
            tokens.expect("THEN");
            expression();
        } while (tokens.sees("WHEN"));
        if (tokens.accept("ELSE")) {
            expression();
        }
        tokens.expect("END");
    }

    private void trimmed() throws RefusedSqlException {
        boolean side = tokens.acceptOne(Set.of("BOTH", "LEADING", "TRAILING"));
        if (!side || !tokens.sees("FROM")) {
            tokens.list(this::expression);
        }
        if (tokens.accept("FROM")) {
            tokens.list(this::expression);
        }
    }

    private void part() throws RefusedSqlException {
        tokens.list(this::expression);
        if (tokens.accept("FROM")) {
            expression();
        }
        if (tokens.accept("FOR")) {
            expression();
        }
    }

    /**
     * A column, possibly qualified by its table. Neither a parenthesis, which would make it a call, nor a text may
     * follow.
     */
    private void column() throws RefusedSqlException {
        names.name();
        if (tokens.accept(".")) {
            names.name();
        }
        if (tokens.sees("(") || tokens.seesKind(0, Kind.TEXT)) {
            throw tokens.unexpected();
        }
    }
}
