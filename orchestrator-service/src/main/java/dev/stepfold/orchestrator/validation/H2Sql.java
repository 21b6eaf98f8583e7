package dev.stepfold.orchestrator.validation;

import dev.stepfold.orchestrator.validation.SqlTokens.Kind;
import dev.stepfold.orchestrator.validation.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a statement that is allowed as H2 reads it, in as far as it reads otherwise than PostgreSQL. */
final class H2Sql {
    private final List<Token> statement;
    private final List<String> texts = new ArrayList<>();

    /** How deep the column stands whose {@code PRIMARY KEY} is still to be written. */
    private int keyDepth = -1;

    private H2Sql(List<Token> statement) {
        this.statement = statement;
    }

    /**
     * The text. {@code PRIMARY KEY} goes behind {@code DEFAULT}; lists are arrays; an index is on all rows. Patterns are left
     * out: what they match does not matter where there are no rows, and the wrong one takes for ever.
     */
    static String of(List<Token> statement) {
        H2Sql sql = new H2Sql(statement);
        sql.write();
        return String.join(" ", sql.texts);
    }

    private void write() {
        boolean index = at(1, "INDEX") || at(2, "INDEX");
        int depth = 0;
        for (int i = 0; i < statement.size(); i++) {
            Token token = statement.get(i);
            if (index && depth == 0 && token.is("WHERE")) {
                return;
            }
            if (depth == keyDepth && (token.is(",") || token.is(")"))) {
                writeKey();
            }
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            if (token.is("PRIMARY") && at(i + 2, "DEFAULT")) {
                keyDepth = depth;
                i++;
            } else if (token.is("[") && at(i + 1, "]")) {
                texts.add("ARRAY");
                i++;
            } else {
                texts.add(text(i));
            }
        }
        if (keyDepth >= 0) {
            writeKey();
        }
    }

    private void writeKey() {
        texts.add("PRIMARY KEY");
        keyDepth = -1;
    }

    private String text(int at) {
        Token token = statement.get(at);
        boolean pattern = token.kind() == Kind.TEXT
                && at > 0
                && statement.get(at - 1).kind() != Kind.QUOTED
                && AllowedSql.MATCHING.contains(statement.get(at - 1).text().toUpperCase(Locale.ROOT));
        return pattern ? "'%'" : token.text();
    }

    private boolean at(int index, String word) {
        return index < statement.size() && statement.get(index).is(word);
    }
}
