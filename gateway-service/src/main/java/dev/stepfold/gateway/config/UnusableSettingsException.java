package dev.stepfold.gateway.config;

/** Settings that the gateway cannot start with; the message is one sentence that names the variable. */
public final class UnusableSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    UnusableSettingsException(String sentence) {
        super(sentence);
    }
}
