package dev.stepfold.generation.sql;

/** SQL could not be judged now; a retry may help. */
public final class SqlJudgeException extends Exception {
    private static final long serialVersionUID = 1L;

    public SqlJudgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
