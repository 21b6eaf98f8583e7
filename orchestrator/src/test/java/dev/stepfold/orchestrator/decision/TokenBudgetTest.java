package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.SCHEDULE_GENERATION;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.TokenUsage;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.TokensSpent;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A run that may use so many tokens. */
class TokenBudgetTest {
    private static final long BUDGET = 1_000;
    private static final TokenUsage MOST = new TokenUsage(600, 300);
    private static final TokenUsage REST = new TokenUsage(80, 20);
    private static final StepError UNFIT = StepError.of(ErrorKind.INVALID_OUTPUT, "not JSON");

    private final Scenario run = newDocument().when(startRun(RunOptions.DEFAULT.withTokenBudget(BUDGET)));

    @Test
    void failsBeforeTheStepForWhichNothingIsLeft() {
        run.whenStepSucceeds(PROMPT_UNDERSTANDING, MOST).whenStepSucceeds(DECISION_MAKING, REST);

        run.then("step-result decision-making", "agent-step complete decision-making", "agent-run failed");
        assertThat(error())
                .isEqualTo(new RunError(
                        TECHNICAL_ANALYSIS,
                        ErrorKind.BUDGET_EXHAUSTED,
                        "1,000 tokens of the run's budget of 1,000 are used, which leaves none for this step",
                        false,
                        0,
                        4,
                        List.of("retry", "restart")));
        assertThat(run.state().stepResults()).containsOnlyKeys(PROMPT_UNDERSTANDING, DECISION_MAKING);
    }

    @Test
    void failsInPlaceOfAnotherAttempt() {
        run.whenStepSucceeds(PROMPT_UNDERSTANDING, MOST).whenStepFails(DECISION_MAKING, UNFIT.withTokens(MOST));

        run.then("agent-step failed decision-making", "agent-run failed");
        assertThat(error().kind()).isEqualTo(ErrorKind.BUDGET_EXHAUSTED);
        assertThat(error().step()).isEqualTo(DECISION_MAKING);
        assertThat(error().message())
                .isEqualTo("1,800 tokens of the run's budget of 1,000 are used, which leaves none for another attempt;"
                        + " not JSON");
        assertThat(run.state().tokensSpent()).isEqualTo(new TokensSpent(1_200, 600, 0));
    }

    @Test
    void keepsTheErrorOfAnAttemptThatNoOtherWouldFollow() {
        run.whenStepSucceeds(PROMPT_UNDERSTANDING, MOST)
                .whenStepFails(
                        DECISION_MAKING,
                        StepError.of(ErrorKind.PERMANENT, "refused").withTokens(MOST));

        assertThat(error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error().message()).isEqualTo("refused");
    }

    @Test
    void lastsForTheAttemptThatExceedsIt() {
        for (StepId step : StepId.values()) {
            run.whenStepSucceeds(step, step == SCHEDULE_GENERATION ? MOST : REST);
        }

        assertThat(run.state().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.state().budgetUsed()).isEqualTo(1_400);
    }

    @Test
    void failsAPausedRunOnceItIsResumed() {
        run.whenPaused().whenStepSucceeds(PROMPT_UNDERSTANDING, new TokenUsage(BUDGET, 0));
        assertThat(run.state().status()).isEqualTo(RunStatus.PAUSED);

        run.whenResumed();

        assertThat(error().kind()).isEqualTo(ErrorKind.BUDGET_EXHAUSTED);
        assertThat(error().step()).isEqualTo(DECISION_MAKING);
    }

    @Test
    void isWholeAgainAfterARetryAndARestart() {
        run.whenStepSucceeds(PROMPT_UNDERSTANDING, new TokenUsage(BUDGET, 0)).whenRetried();
        assertThat(run.state().currentStep()).isEqualTo(DECISION_MAKING);
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);

        run.whenStepSucceeds(DECISION_MAKING, new TokenUsage(BUDGET, 0)).whenRestartedFrom(TECHNICAL_ANALYSIS);

        assertThat(run.effect()).isInstanceOf(Effect.RunAttempt.class);
        assertThat(run.state().tokensSpent()).isNull();
    }

    @Test
    void doesNotCountWhatIsNotKnown() {
        run.when(new Input.AttemptProgressed(newAttempt(1), "Asking the model gpt", "gpt"))
                .whenStepFails(PROMPT_UNDERSTANDING, UNFIT);

        run.then("agent-step retrying prompt-understanding");
        assertThat(run.state().tokensSpent()).isEqualTo(new TokensSpent(0, 0, 1));
        assertThat(run.state().budgetUsed()).isNull();
    }

    @Test
    void tellsWhichModelAnAttemptAsks() {
        run.when(new Input.AttemptProgressed(newAttempt(1), "Asking the model gpt", "gpt"));

        assertThat(run.events())
                .containsExactly(
                        AgentStep.Processing.asking(PROMPT_UNDERSTANDING, "Asking the model gpt", 1, 4, "gpt"));
    }

    @Test
    void isNotCountedWhereThereIsNone() {
        Scenario scenario = newDocument().when(startRun(RunOptions.DEFAULT));

        assertThat(scenario.whenStepSucceeds(PROMPT_UNDERSTANDING, MOST).state().budgetUsed())
                .isNull();
    }

    private static AttemptId newAttempt(int attempt) {
        return new AttemptId(Scenario.RUN, PROMPT_UNDERSTANDING, attempt);
    }

    private RunError error() {
        return Objects.requireNonNull(run.state().error());
    }
}
