package dev.stepfold.orchestrator.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL in tokens, comments left out. Whatever could be read in two ways, such as escapes, dollar quotes, variables and JDBC
 * escapes, is refused, so that what was checked is what is executed: statements are written anew from their tokens.
 */
final class SqlTokens {
    private static final List<String> OPERATORS = List.of("::", "||", "<=", ">=", "<>", "!=", "!~", "~*");

    /** As people write them: H2 writes out what has a large exponent, digit by digit. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,40}(\\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?");

    private static final String SYMBOLS = "(),.=<>+-*/%[]~";

    private final String sql;
    private final List<List<Token>> statements = new ArrayList<>();
    private List<Token> statement = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    /** What a token is. */
    enum Kind {
        WORD,
        QUOTED,
        TEXT,
        NUMBER,
        SYMBOL
    }

    /**
     * A token.
     *
     * @param text as it is written again
     */
    record Token(Kind kind, String text) {
        /** Whether it is that keyword, in capitals, or that symbol; what is quoted never is. */
        boolean is(String word) {
            return kind != Kind.QUOTED
                    && kind != Kind.TEXT
                    && text.toUpperCase(Locale.ROOT).equals(word);
        }

        boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED;
        }
    }

    /**
     * The statements, none of them empty.
     *
     * @throws RefusedSqlException when something is not plain SQL
     */
    static List<List<Token>> statements(String sql) throws RefusedSqlException {
        SqlTokens tokens = new SqlTokens(sql);
        while (tokens.at < sql.length()) {
            tokens.next();
        }
        tokens.endStatement();
        return tokens.statements;
    }

    private void next() throws RefusedSqlException {
        char character = sql.charAt(at);
        if (Character.isWhitespace(character)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end;
        } else if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            at = end < 0 ? sql.length() : end + 2;
        } else if (character == ';') {
            at++;
            endStatement();
        } else if (character == '\'' || character == '"') {
            quoted(character);
        } else if (character >= '0' && character <= '9') {
            number();
        } else if (isWordPart(character)) {
            word();
        } else {
            symbol(character);
        }
    }

    private void quoted(char quote) throws RefusedSqlException {
        int start = at++;
        while (at < sql.length() && (sql.charAt(at) != quote || sql.startsWith("" + quote + quote, at))) {
            at += sql.charAt(at) == quote ? 2 : 1;
        }
        if (at >= sql.length()) {
            throw new RefusedSqlException("a quote is not closed");
        }
        at++;
        add(quote == '"' ? Kind.QUOTED : Kind.TEXT, start);
    }

    private void number() throws RefusedSqlException {
        int start = at;
        Matcher matcher = NUMBER.matcher(sql).region(at, sql.length());
        at = matcher.lookingAt() ? matcher.end() : at + 1;
        if (at < sql.length() && (isWordPart(sql.charAt(at)) || sql.charAt(at) == '\'' || sql.charAt(at) == '"')) {
            throw new RefusedSqlException("a number has an odd form");
        }
        add(Kind.NUMBER, start);
    }

    private void word() throws RefusedSqlException {
        int start = at;
        while (at < sql.length() && isWordPart(sql.charAt(at))) {
            at++;
        }
        if (at < sql.length() && (sql.charAt(at) == '\'' || sql.charAt(at) == '"')) {
            throw new RefusedSqlException("a text has a prefix");
        }
        add(Kind.WORD, start);
    }

    private void symbol(char character) throws RefusedSqlException {
        int start = at;
        boolean operator = OPERATORS.stream().anyMatch(known -> sql.startsWith(known, start));
        if (!operator && SYMBOLS.indexOf(character) < 0) {
            throw new RefusedSqlException("the character " + character + " is not allowed");
        }
        at += operator ? 2 : 1;
        add(Kind.SYMBOL, start);
    }

    private void add(Kind kind, int start) {
        statement.add(new Token(kind, sql.substring(start, at)));
    }

    private void endStatement() {
        if (!statement.isEmpty()) {
            statements.add(statement);
            statement = new ArrayList<>();
        }
    }

    private static boolean isWordPart(char character) {
        return character == '_'
                || (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z');
    }
}
