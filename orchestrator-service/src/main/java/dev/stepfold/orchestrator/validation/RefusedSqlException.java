package dev.stepfold.orchestrator.validation;

/** SQL that is not executed. */
final class RefusedSqlException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedSqlException(String message) {
        super(message);
    }
}
