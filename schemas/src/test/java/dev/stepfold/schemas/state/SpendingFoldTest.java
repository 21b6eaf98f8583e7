package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static dev.stepfold.schemas.state.History.COMMAND;
import static dev.stepfold.schemas.state.History.OVERLOADED;
import static dev.stepfold.schemas.state.History.START;
import static dev.stepfold.schemas.state.History.TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.ResultMetrics;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.event.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a run costs, from its events alone. */
class SpendingFoldTest {
    private static final TokenUsage FEW = new TokenUsage(10, 5);
    private static final long BUDGET = 100_000;

    @Test
    void isTheSumOverStepsAndAttempts() {
        DocumentState state = started(null)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(retrying(PROMPT_UNDERSTANDING, 1, FEW))
                .add(asking(PROMPT_UNDERSTANDING, 2))
                .add(result(PROMPT_UNDERSTANDING, TOKENS))
                .add(complete(PROMPT_UNDERSTANDING, 2))
                .add(asking(DECISION_MAKING, 1))
                .add(result(DECISION_MAKING, FEW))
                .fold();

        assertThat(state.metrics().get(PROMPT_UNDERSTANDING))
                .isEqualTo(new StepMetrics(2, Duration.ofMillis(812), "gpt", TOKENS, new TokensSpent(1210, 3405, 0)));
        assertThat(state.tokensSpent()).isEqualTo(new TokensSpent(1220, 3410, 0));
        assertThat(state.budgetUsed()).isNull();
    }

    @Test
    void isUnknownWhereNobodySaysIt() {
        DocumentState state = started(BUDGET)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(retrying(PROMPT_UNDERSTANDING, 1, null))
                .add(asking(PROMPT_UNDERSTANDING, 2))
                .add(result(PROMPT_UNDERSTANDING, null))
                .add(complete(PROMPT_UNDERSTANDING, 2))
                .fold();

        assertThat(state.tokensSpent()).isEqualTo(new TokensSpent(0, 0, 2));
        assertThat(state.budgetUsed()).isNull();
    }

    @Test
    void isUnknownOfAnAttemptThatIsLostOrEndedWhileItAsks() {
        History lost = started(null)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(new AgentStep.Processing(PROMPT_UNDERSTANDING, "3 entities so far", 1, 4))
                .add(AgentStep.Processing.restarted(PROMPT_UNDERSTANDING, "Again", 1, 4, 1));

        assertThat(lost.fold().tokensSpent()).isEqualTo(new TokensSpent(0, 0, 1));

        lost.add(new AgentStep.Processing(PROMPT_UNDERSTANDING, "Reading", 1, 4))
                .add(AgentStep.Processing.restarted(PROMPT_UNDERSTANDING, "Again", 1, 4, 2));
        assertThat(lost.fold().tokensSpent()).isEqualTo(new TokensSpent(0, 0, 1));

        lost.add(asking(PROMPT_UNDERSTANDING, 1))
                .add(new AgentRun.Paused(COMMAND))
                .add(AgentStep.Processing.lost(PROMPT_UNDERSTANDING, "Interrupted", 1, 4))
                .add(new AgentRun.Resumed(COMMAND))
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(new AgentStep.Failed(
                        PROMPT_UNDERSTANDING, "Cancelled", 1, 4, StepError.of(ErrorKind.CANCELLED, "Cancelled")));
        assertThat(lost.fold().tokensSpent()).isEqualTo(new TokensSpent(0, 0, 3));
    }

    @Test
    void isCountedOnceThoughTheStepFailsOnlyLater() {
        DocumentState state = started(null)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(retrying(PROMPT_UNDERSTANDING, 1, FEW))
                .add(new AgentStep.Failed(PROMPT_UNDERSTANDING, "No time left", 1, 4, OVERLOADED))
                .fold();

        assertThat(state.tokensSpent()).isEqualTo(new TokensSpent(10, 5, 0));
    }

    @Test
    void isNothingWhereNoModelWasAsked() {
        DocumentState state = started(BUDGET)
                .add(new AgentStep.Processing(PROMPT_UNDERSTANDING, "Reading", 1, 4))
                .add(retrying(PROMPT_UNDERSTANDING, 1, null))
                .add(new AgentStep.Processing(PROMPT_UNDERSTANDING, "Reading", 2, 4))
                .add(result(PROMPT_UNDERSTANDING, null))
                .fold();

        assertThat(state.tokensSpent()).isNull();
        assertThat(new String(JsonCodec.STATES.encode(state), StandardCharsets.UTF_8))
                .doesNotContain("tokensSpent", "budgetUsed", "unknownAttempts");
    }

    /** The state that is kept of such a log, and the one that it folds to, stay the same. */
    @Test
    void isNotCountedInLogsThatDoNotNameTheModel() {
        DocumentState state = started(null)
                .step(PROMPT_UNDERSTANDING)
                .add(new AgentStep.Processing(DECISION_MAKING, "Asking the model gpt", 1, 4))
                .add(retrying(DECISION_MAKING, 1, null))
                .fold();

        assertThat(state.metrics().get(PROMPT_UNDERSTANDING))
                .isEqualTo(new StepMetrics(1, Duration.ofMillis(812), "built-in", TOKENS));
        assertThat(state.tokensSpent()).isNull();
    }

    @Test
    void usesUpABudgetThatIsWholeAgainAfterARetry() {
        History history = started(BUDGET)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(result(PROMPT_UNDERSTANDING, FEW))
                .add(complete(PROMPT_UNDERSTANDING, 1))
                .add(new AgentRun.Paused(COMMAND))
                .add(new AgentRun.Resumed(COMMAND))
                .add(asking(DECISION_MAKING, 1))
                .add(new AgentStep.Failed(DECISION_MAKING, "Failed", 1, 4, OVERLOADED.withTokens(TOKENS)))
                .add(new AgentRun.Failed(Duration.ofSeconds(9), History.runError(DECISION_MAKING)));
        assertThat(history.fold().budgetUsed()).isEqualTo(15 + 4600);

        history.add(new AgentRun.Resumed(COMMAND));
        assertThat(history.fold().budgetUsed()).isNull();
        assertThat(history.fold().tokensSpent()).isEqualTo(new TokensSpent(1210, 3405, 0));

        history.add(asking(DECISION_MAKING, 1)).add(result(DECISION_MAKING, FEW));
        assertThat(history.fold().budgetUsed()).isEqualTo(15);
    }

    @Test
    void beginsAnewWithARestartButForTheStepsThatAreKept() {
        DocumentState state = started(BUDGET)
                .add(asking(PROMPT_UNDERSTANDING, 1))
                .add(result(PROMPT_UNDERSTANDING, FEW))
                .add(complete(PROMPT_UNDERSTANDING, 1))
                .add(asking(DECISION_MAKING, 1))
                .add(result(DECISION_MAKING, TOKENS))
                .restarted("run-2", DECISION_MAKING, null)
                .fold();

        assertThat(state.tokensSpent()).isNull();
        assertThat(state.budgetUsed()).isNull();
        assertThat(state.metrics()).containsOnlyKeys(PROMPT_UNDERSTANDING);
        assertThat(state.metrics().get(PROMPT_UNDERSTANDING))
                .extracting(StepMetrics::tokensSpent)
                .isEqualTo(new TokensSpent(10, 5, 0));
    }

    @Test
    void doesNotOverflow() {
        DocumentState state = started(BUDGET)
                .add(asking(TECHNICAL_ANALYSIS, 1))
                .add(result(TECHNICAL_ANALYSIS, new TokenUsage(Long.MAX_VALUE, 1)))
                .add(asking(TECHNICAL_ANALYSIS, 2))
                .add(result(TECHNICAL_ANALYSIS, new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE)))
                .fold();

        assertThat(state.tokensSpent()).isEqualTo(new TokensSpent(Long.MAX_VALUE, Long.MAX_VALUE, 0));
        assertThat(state.budgetUsed()).isEqualTo(Long.MAX_VALUE);
    }

    private static History started(@Nullable Long budget) {
        return new History()
                .add(new AgentRun.Started(
                        COMMAND, Owner.LOCAL, "Track tasks", RunOptions.DEFAULT.withTokenBudget(budget), null));
    }

    private static AgentStep asking(StepId step, int attempt) {
        return AgentStep.Processing.asking(step, "Asking the model gpt", attempt, 4, "gpt");
    }

    private static AgentStep retrying(StepId step, int attempt, @Nullable TokenUsage used) {
        return new AgentStep.Retrying(
                step, "Attempt failed", attempt, 4, OVERLOADED.withTokens(used), START.plusSeconds(60));
    }

    private static StepResult result(StepId step, @Nullable TokenUsage used) {
        return new StepResult(
                step,
                History.object("made"),
                "Done",
                new ResultMetrics(Duration.ofMillis(812), "gpt", used),
                List.of());
    }

    private static AgentStep complete(StepId step, int attempt) {
        return new AgentStep.Complete(step, "Done", attempt, 4, Duration.ofMillis(812));
    }
}
