package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static dev.stepfold.orchestrator.decision.Scenario.withPolicy;
import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.generation.step.StepFailure;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.command.StepRetryPolicy;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which failed attempts are made again, when, and what is told of them. */
class RetriesTest {
    private static final StepError TRANSIENT = StepError.of(ErrorKind.TRANSIENT, "connection reset");

    @Test
    void waitsWithFullJitterBeforeTheNextAttempt() {
        Scenario scenario = newDocument()
                .when(startRun(withPolicy(3)))
                .when(new Input.AttemptFailed(newAttempt(1), TRANSIENT), 0.25)
                .then("agent-step retrying prompt-understanding");

        assertThat(scenario.effect())
                .isEqualTo(new Effect.AwaitAttempt(newAttempt(2), scenario.now().plus(Duration.ofMillis(250))));
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSIENT", "RATE_LIMITED", "INVALID_OUTPUT", "TIMEOUT"})
    void retriesWhatAnotherAttemptMayHelp(ErrorKind kind) {
        newDocument()
                .when(startRun(withPolicy(2)))
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(kind, "not this time"))
                .then("agent-step retrying prompt-understanding");
    }

    @Test
    void doesNotRetryWhatCannotBeHelped() {
        newDocument()
                .when(startRun(withPolicy(5)))
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.PERMANENT, "wrong key"))
                .then("agent-step failed prompt-understanding", "agent-run failed");
    }

    @Test
    void tellsOfAFailedAttemptWithItsErrorAndTheTimeOfTheNext() {
        Scenario scenario = newDocument()
                .when(startRun(withPolicy(3)))
                .when(new Input.AttemptFailed(newAttempt(1), TRANSIENT), 0.25);

        assertThat(scenario.events())
                .containsExactly(new AgentStep.Retrying(
                        PROMPT_UNDERSTANDING,
                        "Attempt 1 of 3 failed: connection reset. Next attempt in 0.3 s",
                        1,
                        3,
                        TRANSIENT,
                        scenario.now().plusMillis(250)));
    }

    @Test
    void givesTheNextAttemptWhatWasWrongWithTheLastAnswerAlsoAfterAChangeOfOwner() {
        List<Finding> findings = List.of(
                new Finding(PROMPT_UNDERSTANDING, Finding.Severity.ERROR, "unfit", "No entities.", "/entities"));

        Scenario scenario = newDocument()
                .when(startRun(withPolicy(3)))
                .when(new Input.AttemptFailed(
                        newAttempt(1), StepFailure.invalidOutput(findings).error()))
                .when(new Input.AttemptDue(newAttempt(2)))
                .when(new Input.Recovered());

        assertThat(scenario.effect())
                .isInstanceOfSatisfying(
                        Effect.RunAttempt.class,
                        run -> assertThat(run.input().findings()).isEqualTo(findings));
    }

    @Test
    void failsAnAttemptWhoseOwnersWereGoneTooOftenAndOffersARetry() {
        // Given
        Scenario scenario = newDocument().when(startRun(withPolicy(3)));
        for (int i = 1; i <= AttemptDecider.INTERRUPTIONS_MAX; i++) {
            scenario.when(new Input.Recovered()).then("agent-step processing prompt-understanding");
            assertThat(((AgentStep.Processing) scenario.events().getLast()).interruptions())
                    .isEqualTo(i);
            scenario.when(new Input.AttemptProgressed(newAttempt(1), "still at it"));
        }

        // When
        scenario.when(new Input.Recovered()).then("agent-step failed prompt-understanding", "agent-run failed");

        // Then
        assertThat(scenario.state().status()).isEqualTo(RunStatus.FAILED);
        RunError error = Objects.requireNonNull(scenario.state().error());
        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("lost its process 6 times");
        assertThat(error.actions()).contains("retry");
    }

    @Test
    void countsTheInterruptionsOfEachAttemptAnew() {
        Scenario scenario = newDocument().when(startRun(withPolicy(3)));
        for (int attempt = 1; attempt <= 2; attempt++) {
            for (int i = 1; i <= AttemptDecider.INTERRUPTIONS_MAX; i++) {
                scenario.when(new Input.Recovered()).then("agent-step processing prompt-understanding");
            }
            scenario.when(new Input.AttemptFailed(newAttempt(attempt), TRANSIENT))
                    .when(new Input.AttemptDue(newAttempt(attempt + 1)));
        }
        assertThat(scenario.state().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void saysOnceThatAnAttemptIsLostWhileItsRunIsPaused() {
        Scenario scenario = newDocument().when(startRun(withPolicy(3))).whenPaused();

        scenario.when(new Input.Recovered()).then("agent-step processing prompt-understanding");

        assertThat(((AgentStep.Processing) scenario.events().getLast()).interrupted())
                .isTrue();
        scenario.when(new Input.Recovered()).thenNothing();
    }

    @Test
    void takesAnAttemptForLostByItsFieldWhateverTheMessageSays() {
        Scenario scenario = newDocument().when(startRun(withPolicy(3))).whenPaused();
        scenario.given(AgentStep.Processing.lost(PROMPT_UNDERSTANDING, "In other words", 1, 3));

        scenario.when(new Input.Recovered()).thenNothing();
    }

    @Test
    void understandsLogsThatSayByTheirMessageThatAnAttemptIsLost() {
        Scenario scenario = newDocument().when(startRun(withPolicy(3))).whenPaused();
        scenario.given(new AgentStep.Processing(
                PROMPT_UNDERSTANDING, "Interrupted; begins again when the run is resumed", 1, 3));

        scenario.when(new Input.Recovered()).thenNothing();
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        StepError limited = new StepError(ErrorKind.RATE_LIMITED, "slow down", true, Duration.ofSeconds(20));

        Scenario scenario =
                newDocument().when(startRun(withPolicy(3))).when(new Input.AttemptFailed(newAttempt(1), limited), 0.25);

        assertThat(scenario.effect())
                .isEqualTo(new Effect.AwaitAttempt(newAttempt(2), scenario.now().plus(Duration.ofSeconds(20))));
    }

    @Test
    void waitsNoLessThanItsOwnBackoffThoughTheServerAsksForLess() {
        StepError limited = new StepError(ErrorKind.RATE_LIMITED, "slow down", true, Duration.ofMillis(100));

        Scenario scenario =
                newDocument().when(startRun(withPolicy(3))).when(new Input.AttemptFailed(newAttempt(1), limited), 0.25);

        assertThat(scenario.effect())
                .isEqualTo(new Effect.AwaitAttempt(newAttempt(2), scenario.now().plus(Duration.ofMillis(250))));
    }

    @Test
    void makesTheNextAttemptWhenTheWaitIsOver() {
        Scenario scenario = newDocument()
                .when(startRun(withPolicy(3)))
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .when(new Input.AttemptDue(newAttempt(2)))
                .then("agent-step processing prompt-understanding");

        assertThat(scenario.effect())
                .isInstanceOfSatisfying(
                        Effect.RunAttempt.class,
                        run -> assertThat(run.attempt()).isEqualTo(newAttempt(2)));
    }

    @Test
    void waitsOnlyTheRestOfABackoffAfterACrash() {
        Scenario scenario = newDocument().when(startRun(withPolicy(3))).whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT);
        Effect before = scenario.effect();
        Instant due = scenario.now().plusMillis(500);

        scenario.when(new Input.Recovered()).thenNothing();

        assertThat(scenario.effect()).isEqualTo(before).isEqualTo(new Effect.AwaitAttempt(newAttempt(2), due));
    }

    @Test
    void failsTheRunWithTheWholeErrorAndWhatCanBeDoneWhenTheAttemptsRunOut() {
        Scenario scenario = newDocument()
                .when(startRun(withPolicy(2)))
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .when(new Input.AttemptDue(newAttempt(2)))
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step failed prompt-understanding", "agent-run failed");

        assertThat(scenario.events().getFirst())
                .isEqualTo(new AgentStep.Failed(
                        PROMPT_UNDERSTANDING, "Failed after attempt 2 of 2: connection reset", 2, 2, TRANSIENT));
        assertThat(scenario.state().status()).isEqualTo(RunStatus.FAILED);
        assertThat(scenario.state().error())
                .isEqualTo(new RunError(
                        PROMPT_UNDERSTANDING,
                        ErrorKind.TRANSIENT,
                        "connection reset",
                        true,
                        2,
                        2,
                        List.of("retry", "restart")));
    }

    @Test
    void failsTheRunWhenItsDeadlineLeavesNoTimeForAnotherAttempt() {
        RunOptions options = new RunOptions(
                true,
                true,
                Duration.ofMillis(500),
                new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofSeconds(2), 1, Duration.ofMinutes(1)),
                null);

        Scenario scenario = newDocument()
                .when(startRun(options))
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step failed prompt-understanding", "agent-run failed");

        assertThat(Objects.requireNonNull(scenario.state().error()).kind()).isEqualTo(ErrorKind.TIMEOUT);
    }

    @Test
    void givesEveryAttemptOfEveryStepTheDeadlineOfTheRun() {
        RunOptions options = new RunOptions(true, true, Duration.ofMinutes(5), RetryPolicy.DEFAULT, null);
        Scenario scenario = newDocument().when(startRun(options));
        Instant deadline = scenario.now().plus(Duration.ofMinutes(5));

        assertThat(runAttempt(scenario).notAfter()).isEqualTo(deadline);
        scenario.whenStepSucceeds(PROMPT_UNDERSTANDING)
                .whenStepFails(DECISION_MAKING, TRANSIENT)
                .when(new Input.AttemptDue(new AttemptId(Scenario.RUN, DECISION_MAKING, 2)));
        assertThat(runAttempt(scenario).notAfter()).isEqualTo(deadline);
    }

    @Test
    void failsAtOnceAtAStepOfOneAttemptThoughTheRunsPolicyHasMore() {
        newDocument()
                .when(startRun(withStep(PROMPT_UNDERSTANDING, new StepRetryPolicy(1, null, null, null, null))))
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step failed prompt-understanding", "agent-run failed");
    }

    @Test
    void retriesAStepByItsOwnPolicyAndTheOthersByTheRuns() {
        Scenario scenario = newDocument()
                .when(startRun(
                        withStep(DECISION_MAKING, new StepRetryPolicy(2, Duration.ofSeconds(8), null, null, null))));

        scenario.whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step retrying prompt-understanding")
                .when(new Input.AttemptDue(newAttempt(2)))
                .whenStepSucceeds(PROMPT_UNDERSTANDING)
                .whenStepFails(DECISION_MAKING, TRANSIENT)
                .then("agent-step retrying decision-making");

        AttemptId second = new AttemptId(Scenario.RUN, DECISION_MAKING, 2);
        assertThat(scenario.effect())
                .isEqualTo(new Effect.AwaitAttempt(second, scenario.now().plusSeconds(4)));
        scenario.when(new Input.AttemptDue(second))
                .whenStepFails(DECISION_MAKING, TRANSIENT)
                .then("agent-step failed decision-making", "agent-run failed");
    }

    @Test
    void tellsHowManyAttemptsTheStepHasInEveryEventOfIt() {
        Scenario scenario = newDocument()
                .when(startRun(withStep(PROMPT_UNDERSTANDING, new StepRetryPolicy(7, null, null, null, null))));
        assertThat(scenario.events().getLast())
                .isEqualTo(new AgentStep.Processing(PROMPT_UNDERSTANDING, "Understanding the request", 1, 7));

        scenario.when(new Input.AttemptProgressed(newAttempt(1), "4 entities so far"));
        assertThat(scenario.events())
                .containsExactly(new AgentStep.Processing(PROMPT_UNDERSTANDING, "4 entities so far", 1, 7));

        scenario.whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT);
        assertThat(scenario.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        AgentStep.Retrying.class,
                        retrying -> assertThat(retrying.maxAttempts()).isEqualTo(7));

        scenario.when(new Input.AttemptDue(newAttempt(2)));
        assertThat(scenario.events())
                .containsExactly(
                        new AgentStep.Processing(PROMPT_UNDERSTANDING, "Understanding the request, attempt 2", 2, 7));

        scenario.whenStepSucceeds(PROMPT_UNDERSTANDING);
        assertThat(scenario.events().get(1))
                .isInstanceOfSatisfying(
                        AgentStep.Complete.class,
                        complete -> assertThat(complete.maxAttempts()).isEqualTo(7));
    }

    @Test
    void givesAnAttemptTheTimeoutOfItsStep() {
        Scenario scenario = newDocument()
                .when(startRun(
                        withStep(DECISION_MAKING, new StepRetryPolicy(null, null, null, null, Duration.ofSeconds(3)))));

        assertThat(runAttempt(scenario).timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(runAttempt(scenario.whenStepSucceeds(PROMPT_UNDERSTANDING)).timeout())
                .isEqualTo(Duration.ofSeconds(3));
    }

    private static RunOptions withStep(StepId step, StepRetryPolicy policy) {
        return new RunOptions(true, true, null, withPolicy(4).retryPolicy(), Map.of(step, policy), null);
    }

    private static Effect.RunAttempt runAttempt(Scenario scenario) {
        assertThat(scenario.effect()).isInstanceOf(Effect.RunAttempt.class);
        return (Effect.RunAttempt) scenario.effect();
    }

    private static AttemptId newAttempt(int attempt) {
        return new AttemptId(Scenario.RUN, PROMPT_UNDERSTANDING, attempt);
    }
}
