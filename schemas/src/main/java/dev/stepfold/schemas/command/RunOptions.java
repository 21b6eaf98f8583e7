package dev.stepfold.schemas.command;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.stepfold.schemas.Checks;
import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller chose for one run.
 *
 * @param validation whether the result of a step is validated before the step counts as complete
 * @param insights whether the finished agent comes with suggestions
 * @param deadline how long the run may take from its start, or from its latest retry, without the time it is paused:
 *     1 ms to 7 days; null for no limit
 * @param retryPolicy how failed attempts are retried
 * @param stepRetryPolicies how single steps differ from that
 * @param generator which generator runs the steps; null for the orchestrator's own choice
 * @param tokenBudget how many tokens models may read and write for the run in all, from its start or from its latest
 *     retry: 1 to {@value #TOKEN_BUDGET_LIMIT}; null for no limit. No attempt begins once they are used up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunOptions(
        boolean validation,
        boolean insights,
        @JsonProperty("deadlineMs") @Nullable Duration deadline,
        RetryPolicy retryPolicy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<StepId, StepRetryPolicy> stepRetryPolicies,
        @Nullable String generator,
        @Nullable Long tokenBudget) {
    /** No budget is larger. */
    public static final long TOKEN_BUDGET_LIMIT = 1_000_000_000;

    /** Validation and insights on, no deadline, the default retry policy, the orchestrator's own generator. */
    public static final RunOptions DEFAULT = new RunOptions(true, true, null, RetryPolicy.DEFAULT, null);

    public RunOptions {
        if (deadline != null) {
            deadline = RetryPolicy.limited(1, "options.deadlineMs", deadline);
        }
        stepRetryPolicies = StepId.inOrder(stepRetryPolicies);
        if (generator != null) {
            Checks.notBlank("options.generator", generator);
        }
        if (tokenBudget != null) {
            Checks.atLeast(1, "options.tokenBudget", tokenBudget);
            Checks.atMost(TOKEN_BUDGET_LIMIT, "options.tokenBudget", tokenBudget);
        }
    }

    /** Options without a token budget. */
    public RunOptions(
            boolean validation,
            boolean insights,
            @Nullable Duration deadline,
            RetryPolicy retryPolicy,
            Map<StepId, StepRetryPolicy> stepRetryPolicies,
            @Nullable String generator) {
        this(validation, insights, deadline, retryPolicy, stepRetryPolicies, generator, null);
    }

    /** Options with the same retry policy for every step, and without a token budget. */
    public RunOptions(
            boolean validation,
            boolean insights,
            @Nullable Duration deadline,
            RetryPolicy retryPolicy,
            @Nullable String generator) {
        this(validation, insights, deadline, retryPolicy, Map.of(), generator);
    }

    /** Reads options; every part that is left out has its default. */
    @JsonCreator
    static RunOptions of(
            @JsonProperty("validation") @Nullable Boolean validation,
            @JsonProperty("insights") @Nullable Boolean insights,
            @JsonProperty("deadlineMs") @Nullable Duration deadline,
            @JsonProperty("retryPolicy") @Nullable RetryPolicy retryPolicy,
            @JsonProperty("stepRetryPolicies") @JsonSetter(contentNulls = Nulls.FAIL) @Nullable Map<StepId, StepRetryPolicy> stepRetryPolicies,
            @JsonProperty("generator") @Nullable String generator,
            @JsonProperty("tokenBudget") @Nullable Long tokenBudget) {
        return new RunOptions(
                validation == null ? DEFAULT.validation : validation,
                insights == null ? DEFAULT.insights : insights,
                deadline,
                retryPolicy == null ? DEFAULT.retryPolicy : retryPolicy,
                stepRetryPolicies == null ? DEFAULT.stepRetryPolicies : stepRetryPolicies,
                generator,
                tokenBudget);
    }

    /** The same options with another token budget; null for none. */
    public RunOptions withTokenBudget(@Nullable Long budget) {
        return new RunOptions(validation, insights, deadline, retryPolicy, stepRetryPolicies, generator, budget);
    }

    /** How failed attempts of {@code step} are retried. */
    public RetryPolicy retryPolicyOf(StepId step) {
        StepRetryPolicy own = stepRetryPolicies.get(step);
        return own == null ? retryPolicy : own.over(retryPolicy);
    }
}
