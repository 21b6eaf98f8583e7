package dev.stepfold.schemas.state;

import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.event.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What attempts cost, those that failed included.
 *
 * @param input tokens that models read, as far as that is known
 * @param output tokens that models wrote, as far as that is known
 * @param unknownAttempts how many attempts asked a model and are not in the sums, because what they cost is not known:
 *     the server did not say it, or the attempt was ended or lost before
 */
public record TokensSpent(long input, long output, int unknownAttempts) {
    /** Before the first attempt that costs something. */
    static final TokensSpent NOTHING = new TokensSpent(0, 0, 0);

    public TokensSpent {
        Checks.atLeast(0, "tokensSpent.input", input);
        Checks.atLeast(0, "tokensSpent.output", output);
        Checks.atLeast(0, "tokensSpent.unknownAttempts", unknownAttempts);
    }

    /** These and those of one more attempt; null if they are not known. */
    TokensSpent plus(@Nullable TokenUsage used) {
        return used == null
                ? new TokensSpent(input, output, unknownAttempts + 1)
                : new TokensSpent(sum(input, used.input()), sum(output, used.output()), unknownAttempts);
    }

    /** At most {@link Long#MAX_VALUE}. Neither number is negative. */
    static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}
