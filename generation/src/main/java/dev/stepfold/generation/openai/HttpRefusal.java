package dev.stepfold.generation.openai;

import dev.langchain4j.exception.HttpException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An unsuccessful response, with the wait that the server requested. */
final class HttpRefusal extends HttpException {
    private static final long serialVersionUID = 1;

    private final String body;
    private final @Nullable Duration retryAfter;

    HttpRefusal(int status, String body, @Nullable Duration retryAfter) {
        super(status, "HTTP " + status);
        this.body = body;
        this.retryAfter = retryAfter;
    }

    /** What the server said, unchanged: it may repeat the key. */
    String body() {
        return body;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
