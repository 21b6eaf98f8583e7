package dev.stepfold.generation.sql;

/** SQL could not be judged for now; trying again may help. */
public final class SqlJudgeException extends Exception {
    private static final long serialVersionUID = 1L;

    public SqlJudgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
