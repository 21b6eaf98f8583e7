package dev.stepfold.generation.openai;

import dev.langchain4j.exception.HttpException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An answer without success, with the wait that the server asked for. */
final class HttpRefusal extends HttpException {
    private static final long serialVersionUID = 1;

    private final String body;
    private final @Nullable Duration retryAfter;

    HttpRefusal(int status, String body, @Nullable Duration retryAfter) {
        super(status, "HTTP " + status);
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /** What the server said, as it said it: it may repeat the key. */
    String body() {
        return body;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
