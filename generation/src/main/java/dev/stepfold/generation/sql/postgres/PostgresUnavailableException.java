package dev.stepfold.generation.sql.postgres;

/** PostgreSQL cannot be unpacked or started on this machine. The message is a sentence for the operator. */
final class PostgresUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    PostgresUnavailableException(String message) {
        super(message);
    }

    PostgresUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
