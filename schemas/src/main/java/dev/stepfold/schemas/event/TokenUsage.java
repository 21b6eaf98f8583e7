package dev.stepfold.schemas.event;

import dev.stepfold.schemas.Checks;

/**
 * What a model read and wrote.
 *
 * @param input tokens read
 * @param output tokens written
 */
public record TokenUsage(long input, long output) {
    /** What a call costs that the server refused before it asked the model. */
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    public TokenUsage {
        Checks.atLeast(0, "tokens.input", input);
        Checks.atLeast(0, "tokens.output", output);
    }
}
