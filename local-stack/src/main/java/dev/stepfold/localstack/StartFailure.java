package dev.stepfold.localstack;

/** The stack cannot run as things are. The message is one sentence for the person at the keyboard: what is wrong, and where. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
        super(sentence);
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
