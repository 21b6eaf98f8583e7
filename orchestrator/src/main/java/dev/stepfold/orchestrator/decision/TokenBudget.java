package dev.stepfold.orchestrator.decision;

import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run may ask a model once more. What an attempt will cost is not known before, so the budget is looked at
 * between attempts: the one that exceeds it still counts, and is the last. Attempts of which the cost is not known do not
 * count.
 */
final class TokenBudget {
    private TokenBudget() {}

    /**
     * Whether nothing is left for another attempt.
     *
     * @param more what an attempt cost that the state does not include yet; null if that is not known, or nothing did
     */
    static boolean isUsedUp(DocumentState state, @Nullable TokenUsage more) {
        Long budget = state.tokenBudget();
        return budget != null && used(state, more) >= budget;
    }

    /** The error of an attempt that may not be followed by another. */
    static StepError noneLeft(DocumentState state, StepError error) {
        return StepError.of(
                        ErrorKind.BUDGET_EXHAUSTED,
                        message(state, error.tokens()) + ", which leaves none for another attempt; " + error.message())
                .withTokens(error.tokens());
    }

    /** For a person. */
    static String message(DocumentState state, @Nullable TokenUsage more) {
        return String.format(
                Locale.ROOT, "%,d tokens of the run's budget of %,d are used", used(state, more), state.tokenBudget());
    }

    private static long used(DocumentState state, @Nullable TokenUsage more) {
        Long before = state.budgetUsed();
        // As doubles, whose sums do not overflow; below 2^53, far above any budget, they are exact.
        double all = (before == null ? 0 : before) + (more == null ? 0 : (double) more.input() + more.output());
        return (long) all;
    }
}
