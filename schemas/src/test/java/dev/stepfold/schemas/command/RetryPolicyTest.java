package dev.stepfold.schemas.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stepfold.schemas.StepId;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "4, 4000", "6, 16000", "7, 30000", "8, 30000", "2000, 30000"})
    void theLongestWaitDoublesUpToItsLimit(int failedAttempt, long longestMs) {
        assertThat(RetryPolicy.DEFAULT.backoffAfter(failedAttempt, ALMOST_ONE)).isEqualTo(Duration.ofMillis(longestMs));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void theWaitIsAnywhereBetweenNothingAndTheLongest(int failedAttempt) {
        Duration longest = RetryPolicy.DEFAULT.backoffAfter(failedAttempt, ALMOST_ONE);

        assertThat(RetryPolicy.DEFAULT.backoffAfter(failedAttempt, 0)).isZero();
        assertThat(RetryPolicy.DEFAULT.backoffAfter(failedAttempt, 0.5)).isEqualTo(longest.dividedBy(2));
    }

    @Test
    void theFirstWaitIsNeverLongerThanTheLongestOfAll() {
        assertThat(policy(3, 60_000, 1_000, 2, 1).backoffAfter(1, ALMOST_ONE)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void noBackoffMeansNoWaitAfterAnyAttempt() {
        assertThat(policy(20, 0, 30_000, 100, 1).backoffAfter(500, ALMOST_ONE)).isZero();
    }

    @Test
    void refusesWhatIsOutOfItsLimits() {
        long week = Duration.ofDays(7).toMillis();
        assertThat(policy(20, week, week, 100, week).maxAttempts()).isEqualTo(20);

        assertRefused("maxAttempts", 0, 0, 0, 1, 1);
        assertRefused("maxAttempts", 21, 0, 0, 1, 1);
        assertRefused("initialBackoffMs", 1, -1, 0, 1, 1);
        assertRefused("initialBackoffMs", 1, week + 1, 0, 1, 1);
        assertRefused("maxBackoffMs", 1, 0, -1, 1, 1);
        assertRefused("maxBackoffMs", 1, 0, week + 1, 1, 1);
        assertRefused("backoffFactor", 1, 0, 0, 0.99, 1);
        assertRefused("backoffFactor", 1, 0, 0, 100.01, 1);
        assertRefused("backoffFactor", 1, 0, 0, Double.NaN, 1);
        assertRefused("backoffFactor", 1, 0, 0, Double.POSITIVE_INFINITY, 1);
        assertRefused("attemptTimeoutMs", 1, 0, 0, 1, 0);
        assertRefused("attemptTimeoutMs", 1, 0, 0, 1, week + 1);
    }

    @Test
    void aDeadlineIsAMillisecondToAWeek() {
        assertThatIllegalArgumentException().isThrownBy(() -> deadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> deadline(Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> deadline(Duration.ofDays(7).plusMillis(1)));
        assertThat(deadline(Duration.ofNanos(1_999_999)).deadline()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void aStepHasTheRunsPolicyUnlessItHasItsOwn() {
        RetryPolicy ofRun = policy(3, 100, 1_000, 1.5, 2_000);
        RunOptions options = withSteps(
                ofRun,
                Map.of(
                        StepId.DECISION_MAKING, new StepRetryPolicy(1, null, null, null, Duration.ofMillis(9)),
                        StepId.ACTION_GENERATION,
                                new StepRetryPolicy(20, Duration.ZERO, Duration.ofMillis(7), 100.0, null),
                        StepId.SCHEDULE_GENERATION, new StepRetryPolicy(null, null, null, null, null)));

        assertThat(options.retryPolicyOf(StepId.PROMPT_UNDERSTANDING)).isEqualTo(ofRun);
        assertThat(options.retryPolicyOf(StepId.DECISION_MAKING)).isEqualTo(policy(1, 100, 1_000, 1.5, 9));
        assertThat(options.retryPolicyOf(StepId.ACTION_GENERATION)).isEqualTo(policy(20, 0, 7, 100, 2_000));
        assertThat(options.retryPolicyOf(StepId.SCHEDULE_GENERATION)).isEqualTo(ofRun);
    }

    @Test
    void aStepsOwnPolicyHasTheLimitsOfTheRuns() {
        Duration tooLong = Duration.ofDays(7).plusMillis(1);

        assertRefused("maxAttempts", () -> new StepRetryPolicy(21, null, null, null, null));
        assertRefused("initialBackoffMs", () -> new StepRetryPolicy(null, tooLong, null, null, null));
        assertRefused("maxBackoffMs", () -> new StepRetryPolicy(null, null, tooLong, null, null));
        assertRefused("backoffFactor", () -> new StepRetryPolicy(null, null, null, 0.5, null));
        assertRefused("attemptTimeoutMs", () -> new StepRetryPolicy(null, null, null, null, Duration.ZERO));
    }

    private static RunOptions withSteps(RetryPolicy ofRun, Map<StepId, StepRetryPolicy> ofSteps) {
        return new RunOptions(true, true, null, ofRun, ofSteps, null);
    }

    private static RunOptions deadline(Duration deadline) {
        return new RunOptions(true, true, deadline, RetryPolicy.DEFAULT, null);
    }

    private static void assertRefused(
            String field, int attempts, long initialMs, long maxMs, double factor, long timeoutMs) {
        assertRefused(field, () -> policy(attempts, initialMs, maxMs, factor, timeoutMs));
    }

    private static void assertRefused(String field, ThrowingCallable refused) {
        assertThatIllegalArgumentException().isThrownBy(refused).withMessageStartingWith("retryPolicy." + field + " ");
    }

    private static RetryPolicy policy(int attempts, long initialMs, long maxMs, double factor, long timeoutMs) {
        return new RetryPolicy(
                attempts, Duration.ofMillis(initialMs), Duration.ofMillis(maxMs), factor, Duration.ofMillis(timeoutMs));
    }
}
