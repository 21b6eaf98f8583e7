package dev.stepfold.documentlog.connection;

/**
 * Settings that no Kafka client can be made with; the message is one sentence that names the setting, and holds no
 * secret.
 */
public final class UnusableConnectionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnusableConnectionException(String sentence) {
        super(sentence);
    }
}
