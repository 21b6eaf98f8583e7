package dev.stepfold.generation.openai;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.TokenUsage;
import org.jspecify.annotations.Nullable;

/** A completion that came as it should and holds no answer; the library does not tell these apart. */
final class UnusableCompletionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorKind kind;
    private final String code;
    private final String said;
    private final transient @Nullable TokenUsage tokens;

    /**
     * @param code of the finding that the next attempt is told
     * @param message a sentence of our own
     * @param said what the server or the model said, unchanged: it may repeat the key; empty for nothing
     * @param tokens what the model read and wrote; null if that is not known
     */
    UnusableCompletionException(ErrorKind kind, String code, String message, String said, @Nullable TokenUsage tokens) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.said = said;
        this.tokens = tokens;
    }

    ErrorKind kind() {
        return kind;
    }

    String code() {
        return code;
    }

    String said() {
        return said;
    }

    @Nullable TokenUsage tokens() {
        return tokens;
    }
}
