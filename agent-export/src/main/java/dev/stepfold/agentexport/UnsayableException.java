package dev.stepfold.agentexport;

/** A target has no way to say something. The message says why, as the second half of a sentence. */
final class UnsayableException extends Exception {
    private static final long serialVersionUID = 1;

    UnsayableException(String message) {
        super(message);
    }
}
