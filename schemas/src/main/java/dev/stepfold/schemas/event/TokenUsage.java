package dev.stepfold.schemas.event;

import dev.stepfold.schemas.Checks;

/**
 * What a model read and wrote.
 *
 * @param input tokens read
 * @param output tokens written
 */
public record TokenUsage(long input, long output) {
    public TokenUsage {
        Checks.atLeast(0, "tokens.input", input);
        Checks.atLeast(0, "tokens.output", output);
    }
}
