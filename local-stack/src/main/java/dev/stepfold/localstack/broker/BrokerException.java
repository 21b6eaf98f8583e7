package dev.stepfold.localstack.broker;

/** The embedded broker could not be started; the message says which resource was unavailable. */
final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
