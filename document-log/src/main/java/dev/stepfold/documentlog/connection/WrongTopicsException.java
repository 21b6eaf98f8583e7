package dev.stepfold.documentlog.connection;

import org.apache.kafka.common.KafkaException;

/** Shared topics that Stepfold cannot work with; the message is one sentence that says what to do. */
public final class WrongTopicsException extends KafkaException {
    private static final long serialVersionUID = 1;

    public WrongTopicsException(String sentence) {
        super(sentence);
    }
}
