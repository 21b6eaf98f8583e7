package dev.stepfold.generation.openai;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.TokenUsage;
import org.jspecify.annotations.Nullable;

/** Takes what calls of the model cost, on the threads of the attempts. */
@FunctionalInterface
public interface TokenMeter {
    /** Counts nothing. */
    TokenMeter NONE = (_, _) -> {};

    /**
     * A call is over.
     *
     * @param tokens what the model read and wrote; null if that is not known
     */
    void count(StepId step, @Nullable TokenUsage tokens);
}
