package dev.stepfold.generation.sql;

/** SQL that is not executed. */
public final class RefusedSqlException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedSqlException(String message) {
        super(message);
    }
}
