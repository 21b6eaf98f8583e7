package dev.stepfold.commandline.kafka;

/** A command cannot go on. Its message is one sentence for the person who gave the command. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CommandFailedException(String sentence) {
        super(sentence);
    }

    public CommandFailedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** What went wrong, and the reason that the library gave, in one sentence. */
    public static CommandFailedException because(String what, Throwable cause) {
        Throwable reason = cause;
        while (reason.getCause() != null && reason.getMessage() != null && isWrapper(reason)) {
            reason = reason.getCause();
        }
        String text = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
        return new CommandFailedException(
                what + ": " + (text.isBlank() ? reason.getClass().getSimpleName() : text), cause);
    }

    private static boolean isWrapper(Throwable failure) {
        return failure instanceof java.util.concurrent.ExecutionException
                || failure instanceof java.util.concurrent.CompletionException
                || failure instanceof dev.stepfold.documentlog.LogUnavailableException;
    }
}
