package dev.stepfold.documentlog;

/** Kafka did not answer in time, or refused. The outcome is unknown; a retry later may succeed. */
public sealed class LogUnavailableException extends Exception permits ShiftedLogException {
    private static final long serialVersionUID = 1;

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
