package dev.stepfold.generation.builtin.understanding;

/** A request contains nothing that can be used. The message is for the person who wrote it, and says what to change. */
public final class NotUnderstoodException extends Exception {
    private static final long serialVersionUID = 1;

    NotUnderstoodException(String message) {
        super(message);
    }
}
