package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.state.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a run must be over: how its deadline moves with pauses and retries. */
class DeadlinesTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LONG_PAUSE = Duration.ofHours(1);
    private static final StepError TRANSIENT = StepError.of(ErrorKind.TRANSIENT, "connection reset");

    private final Scenario run = newDocument()
            .when(startRun(new RunOptions(
                    true,
                    true,
                    LIMIT,
                    new RetryPolicy(4, Duration.ofMinutes(2), Duration.ofMinutes(2), 1, Duration.ofMinutes(1)),
                    null)));
    private final Instant began = run.now();

    @Test
    void standsStillWhileTheRunIsPaused() {
        Duration paused = pauseFor(LONG_PAUSE);

        assertThat(deadline()).isEqualTo(began.plus(LIMIT).plus(paused));
    }

    @Test
    void standsStillInEveryPause() {
        Duration first = pauseFor(LONG_PAUSE);
        run.whenStepSucceeds(PROMPT_UNDERSTANDING);
        Duration second = pauseFor(LONG_PAUSE);

        assertThat(deadline()).isEqualTo(began.plus(LIMIT).plus(first).plus(second));
    }

    @Test
    void standsStillFromTheFirstOfTwoPauses() {
        run.whenPaused();
        Instant paused = run.now();
        run.after(LONG_PAUSE).whenPaused().then("command-rejected");
        run.after(LONG_PAUSE).whenResumed();

        assertThat(deadline()).isEqualTo(began.plus(LIMIT).plus(Duration.between(paused, run.now())));
    }

    @Test
    void standsStillThoughTheOrchestratorRestartsMeanwhile() {
        run.whenPaused();
        Instant paused = run.now();
        run.when(new Input.Recovered()).after(LONG_PAUSE).when(new Input.Recovered());
        run.whenResumed();

        assertThat(deadline()).isEqualTo(began.plus(LIMIT).plus(Duration.between(paused, run.now())));
    }

    @Test
    void standsStillWhileAPausedDocumentIsInTheArchive() {
        run.whenPaused();
        Instant paused = run.now();
        run.whenStepSucceeds(PROMPT_UNDERSTANDING)
                .when(new Command.Archive(Scenario.DOCUMENT, new CommandId("seal"), Scenario.OWNER, Scenario.START))
                .then("document-archive archived");
        run.after(LONG_PAUSE).given(new DocumentArchive.Restored(new CommandId("resume-1")));
        run.whenResumed();

        assertThat(deadline()).isEqualTo(began.plus(LIMIT).plus(Duration.between(paused, run.now())));
    }

    @Test
    void doesNotGoBackIfAnotherProcesssClockWasAhead() {
        run.whenPaused().after(LONG_PAUSE.negated()).whenResumed();

        assertThat(deadline()).isEqualTo(began.plus(LIMIT));
    }

    @Test
    void leavesTimeForAnotherAttemptThoughThePauseWasLongerThanIt() {
        run.whenPaused()
                .after(LONG_PAUSE)
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step retrying prompt-understanding");

        run.whenResumed().then("agent-run resumed");
        assertThat(run.effect()).isInstanceOf(Effect.AwaitAttempt.class);
    }

    @Test
    void failsARunThatIsResumedWithoutTimeForItsNextAttempt() {
        run.after(LIMIT.minusSeconds(10)).whenPaused().whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT);

        run.whenResumed().then("agent-run resumed", "agent-step failed prompt-understanding", "agent-run failed");

        assertThat(Objects.requireNonNull(run.state().error()).kind()).isEqualTo(ErrorKind.TIMEOUT);
        run.whenRetried();
        assertThat(deadline()).isEqualTo(run.now().plus(LIMIT));
    }

    @Test
    void finishesTheFailureOfAResumedRunAfterACrash() {
        run.after(LIMIT.minusSeconds(10)).whenPaused().whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT);
        run.whenResumed().givenLastEventsLost(2);

        run.when(new Input.Recovered()).then("agent-step failed prompt-understanding", "agent-run failed");
    }

    @Test
    void isWholeAgainAfterARetry() {
        run.after(LIMIT)
                .whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT)
                .then("agent-step failed prompt-understanding", "agent-run failed");

        run.after(LONG_PAUSE).whenRetried().then("agent-run resumed", "agent-step processing prompt-understanding");

        assertThat(deadline()).isEqualTo(run.now().plus(LIMIT));
    }

    @Test
    void isWholeAgainAfterARetryOfARunThatFailedWhileItWasPaused() {
        run.after(Duration.ofMinutes(1))
                .whenPaused()
                .after(LONG_PAUSE)
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.PERMANENT, "wrong key"));
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        run.after(LONG_PAUSE).whenRetried();

        assertThat(deadline()).isEqualTo(run.now().plus(LIMIT));
    }

    @Test
    void standsStillInAPauseAfterARetry() {
        run.after(LIMIT).whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT).whenRetried();
        Instant retried = run.now();
        Duration paused = pauseFor(LONG_PAUSE);

        assertThat(deadline()).isEqualTo(retried.plus(LIMIT).plus(paused));
    }

    @Test
    void isWholeAgainForARunThatIsRestartedWhileItWasPausedOrCancelled() {
        run.whenPaused().after(LONG_PAUSE).whenRestartedFrom(PROMPT_UNDERSTANDING);
        assertThat(deadline()).isEqualTo(run.now().plus(LIMIT));

        run.whenStepSucceeds(PROMPT_UNDERSTANDING)
                .whenPaused()
                .after(LONG_PAUSE)
                .whenCancelled();
        run.after(LONG_PAUSE)
                .when(new Command.Restart(
                        Scenario.DOCUMENT,
                        new CommandId("again"),
                        Scenario.OWNER,
                        run.now(),
                        null,
                        new RunId("run-3"),
                        DECISION_MAKING,
                        null));
        assertThat(deadline()).isEqualTo(run.now().plus(LIMIT));
    }

    @Test
    void failsTheAttemptAndTheRunWhenItHasPassed() {
        run.after(LIMIT).when(passed()).then("agent-step failed prompt-understanding", "agent-run failed");

        RunError error = Objects.requireNonNull(run.state().error());
        assertThat(error.kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(error.message()).isEqualTo("The run's deadline has passed");
        assertThat(error.retryable()).isTrue();
        assertThat(run.effect()).isEqualTo(new Effect.Rest());
    }

    @Test
    void doesNotFailAPausedRunThoughItsTimerGoesOff() {
        Input passed = passed();

        run.whenPaused().after(LONG_PAUSE).when(passed).thenNothing();

        run.whenStepSucceeds(PROMPT_UNDERSTANDING)
                .then("step-result prompt-understanding", "agent-step complete prompt-understanding");
    }

    @Test
    void doesNotFailARunWhoseDeadlineHasMovedSinceItsTimerWasSet() {
        Input passed = passed();
        pauseFor(LONG_PAUSE);

        run.when(passed).thenNothing();
        run.when(passed()).then("agent-step failed prompt-understanding", "agent-run failed");
        run.whenRetried().when(passed).thenNothing();
    }

    @Test
    void doesNotFailAStepThatIsCompleteAtItsDeadline() {
        Input passed = passed();

        run.after(LIMIT).whenStepSucceeds(PROMPT_UNDERSTANDING).when(passed).thenNothing();

        assertThat(deadline()).isEqualTo(began.plus(LIMIT));
    }

    private Input passed() {
        return new Input.DeadlinePassed(
                run.attempt(Objects.requireNonNull(run.state().currentStep())), Objects.requireNonNull(deadline()));
    }

    private Duration pauseFor(Duration time) {
        run.whenPaused();
        Instant paused = run.now();
        run.after(time).whenResumed();
        return Duration.between(paused, run.now());
    }

    private @Nullable Instant deadline() {
        assertThat(run.effect()).isInstanceOf(Effect.RunAttempt.class);
        return ((Effect.RunAttempt) run.effect()).notAfter();
    }
}
