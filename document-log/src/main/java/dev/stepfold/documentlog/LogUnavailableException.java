package dev.stepfold.documentlog;

/** Kafka did not answer in time, or refused. The outcome is unknown; a retry later may succeed. */
public final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
