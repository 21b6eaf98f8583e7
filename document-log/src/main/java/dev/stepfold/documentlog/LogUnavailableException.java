package dev.stepfold.documentlog;

/** Kafka did not answer in time, or refused. Nothing is known about the outcome; asking again later may help. */
public final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    public LogUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
