package dev.stepfold.generation.sql;

import dev.stepfold.generation.sql.SqlTokens.Kind;
import dev.stepfold.generation.sql.SqlTokens.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads one statement token by token. Every token that is not expected at its place is refused. */
final class TokenReader {
    private static final int NESTING_MAX = 16;
    private static final int SHOWN_LENGTH_MAX = 40;

    private final List<Token> tokens;
    private final Set<Integer> leftOut = new HashSet<>();
    private int at;
    private int nesting;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** A rule of the grammar. */
    interface Rule {
        void read() throws RefusedSqlException;
    }

    int position() {
        return at;
    }

    boolean atEnd() {
        return at == tokens.size();
    }

    /** Whether these words or symbols come next. */
    boolean sees(String... words) {
        return seesFrom(0, words);
    }

    /** Whether these words or symbols come {@code ahead} tokens from here. */
    boolean seesFrom(int ahead, String... words) {
        for (int i = 0; i < words.length; i++) {
            int place = at + ahead + i;
            if (place >= tokens.size() || !tokens.get(place).is(words[i])) {
                return false;
            }
        }
        return true;
    }

    boolean seesKind(int ahead, Kind kind) {
        return at + ahead < tokens.size() && tokens.get(at + ahead).kind() == kind;
    }

    /** What the next word is compared by; empty where no word comes next. */
    String keyword() {
        return seesKind(0, Kind.WORD) ? tokens.get(at).key() : "";
    }

    /** Reads these words or symbols where they come next. */
    boolean accept(String... words) {
        if (!sees(words)) {
            return false;
        }
        at += words.length;
        return true;
    }

    /** Reads one of these words or symbols where it comes next. */
    boolean acceptOne(Set<String> words) {
        if (atEnd() || !words.contains(tokens.get(at).key())) {
            return false;
        }
        at++;
        return true;
    }

    /** Reads these words or symbols where they come next, and leaves them out of what is executed. */
    void acceptAndLeaveOut(String... words) {
        if (accept(words)) {
            for (int i = 1; i <= words.length; i++) {
                leftOut.add(at - i);
            }
        }
    }

    void expect(String... words) throws RefusedSqlException {
        if (!accept(words)) {
            throw unexpected();
        }
    }

    void expectOne(Set<String> words) throws RefusedSqlException {
        if (!acceptOne(words)) {
            throw unexpected();
        }
    }

    String expectKind(Kind kind) throws RefusedSqlException {
        if (!seesKind(0, kind)) {
            throw unexpected();
        }
        return tokens.get(at++).text();
    }

    void expectEnd() throws RefusedSqlException {
        if (!atEnd()) {
            throw unexpected();
        }
    }

    /** One or more, with commas between. */
    void list(Rule rule) throws RefusedSqlException {
        do {
            rule.read();
        } while (accept(","));
    }

    void inParentheses(Rule rule) throws RefusedSqlException {
        expect("(");
        rule.read();
        expect(")");
    }

    /** A rule that may contain itself. */
    void nested(Rule rule) throws RefusedSqlException {
        if (++nesting > NESTING_MAX) {
            throw new RefusedSqlException("it is nested deeper than " + NESTING_MAX + " levels");
        }
        rule.read();
        nesting--;
    }

    RefusedSqlException unexpected() {
        if (atEnd()) {
            return new RefusedSqlException("it ends too early");
        }
        String text = tokens.get(at).text();
        String shown = text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "…";
        return new RefusedSqlException(shown + " is not allowed there");
    }

    /** The statement without what was left out. */
    String text() {
        return IntStream.range(0, tokens.size())
                .filter(place -> !leftOut.contains(place))
                .mapToObj(place -> tokens.get(place).text())
                .collect(Collectors.joining(" "));
    }
}
