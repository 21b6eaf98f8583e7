package dev.stepfold.servicehttp;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings that a service cannot start with; the message is one sentence that names the variable. */
public final class UnusableSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public UnusableSettingsException(String sentence) {
        super(sentence);
    }

    /** The sentence that says which setting is wrong, if that is why the service could not start. */
    public static Optional<String> reasonOf(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(UnusableSettingsException.class::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .findFirst();
    }
}
