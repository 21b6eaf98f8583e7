package dev.stepfold.generation.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits SQL into tokens as PostgreSQL does (chapter "Lexical Structure" of its manual), and leaves comments out.
 * Everything that could be read in two ways, such as escapes, dollar quotes, variables and nested comments, is refused.
 * Statements are rewritten from their tokens, so exactly what was checked is executed.
 */
final class SqlTokens {
    /** An operator comes before its own prefixes. */
    private static final List<String> OPERATORS =
            List.of("!~*", "#>>", "->>", "::", "||", "<=", ">=", "<>", "!=", "!~", "~*", "->", "#>", "@>", "<@", "&&");

    /** Numbers as people write them: a short text must not stand for a huge number. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,40}(\\.[0-9]{0,40})?([eE][+-]?[0-9]{1,2})?");

    private static final String SYMBOLS = "(),.=<>+-*/%[]~";
    private static final String WHITE_SPACE = " \t\n\r\f\u000b";

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
     * @param key what it is compared by: a word in capitals, of ASCII letters only (PostgreSQL folds no others), or a
     *     symbol; else empty
     */
    record Token(Kind kind, String text, String key) {
        static Token of(Kind kind, String text) {
            return new Token(
                    kind,
                    text,
                    switch (kind) {
                        case WORD -> isAscii(text) ? text.toUpperCase(Locale.ROOT) : "";
                        case SYMBOL -> text;
                        case QUOTED, TEXT, NUMBER -> "";
                    });
        }

        /** Whether it is that keyword, in capitals, or that symbol; a quoted token never is. */
        boolean is(String word) {
            return key.equals(word);
        }

        private static boolean isAscii(String text) {
            return text.chars().allMatch(character -> character < 128);
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
        if (WHITE_SPACE.indexOf(character) >= 0) {
            at++;
        } else if (sql.startsWith("--", at)) {
            while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
                at++;
            }
        } else if (sql.startsWith("/*", at)) {
            comment();
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

    private void comment() throws RefusedSqlException {
        int end = sql.indexOf("*/", at + 2);
        int inner = sql.indexOf("/*", at + 2);
        if (end < 0 || (inner >= 0 && inner < end)) {
            throw new RefusedSqlException("a comment is not closed, or nested");
        }
        at = end + 2;
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
        if (sql.substring(start, at).indexOf('\0') >= 0) {
            throw new RefusedSqlException("a character is not allowed: U+0000");
        }
        add(quote == '"' ? Kind.QUOTED : Kind.TEXT, start);
    }

    private void number() throws RefusedSqlException {
        int start = at;
        Matcher matcher = NUMBER.matcher(sql).region(at, sql.length());
        at = matcher.lookingAt() ? matcher.end() : at + 1;
        if (at < sql.length() && (isWordPart(sql.charAt(at)) || sql.charAt(at) == '\'' || sql.charAt(at) == '"')) {
            throw new RefusedSqlException("a number has a form that is not allowed");
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
        String symbol = OPERATORS.stream()
                .filter(known -> sql.startsWith(known, start))
                .findFirst()
                .orElse(String.valueOf(character));
        if (symbol.length() == 1 && SYMBOLS.indexOf(character) < 0) {
            throw new RefusedSqlException("a character is not allowed: U+%04X".formatted((int) character));
        }
        at += symbol.length();
        add(Kind.SYMBOL, start);
    }

    private void add(Kind kind, int start) {
        statement.add(Token.of(kind, sql.substring(start, at)));
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
                || (character >= 'A' && character <= 'Z')
                || (character > 127 && Character.isLetter(character));
    }
}
