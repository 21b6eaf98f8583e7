package dev.stepfold.schemas.state;

import static dev.stepfold.schemas.StepId.ACTION_GENERATION;
import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.SCHEDULE_GENERATION;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static dev.stepfold.schemas.state.History.COMMAND;
import static dev.stepfold.schemas.state.History.OVERLOADED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.Finding;
import dev.stepfold.schemas.event.StepError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each event of a step does to the state. */
class DocumentFoldStepsTest {
    private final History history = new History();

    @Test
    void aStepInProcessIsTheCurrentOne() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(TECHNICAL_ANALYSIS, "Looking for relations", 1, 4))
                .fold();

        assertThat(state.currentStep()).isEqualTo(TECHNICAL_ANALYSIS);
        assertThat(state.progressOf(TECHNICAL_ANALYSIS)).isEqualTo(StepStatus.PROCESSING);
        assertThat(state.stepMessages()).containsEntry(TECHNICAL_ANALYSIS, "Looking for relations");
        assertThat(state.stepAttempts()).containsEntry(TECHNICAL_ANALYSIS, new StepAttempt(1, 4, null, null));
        assertThat(state.metrics()).containsEntry(TECHNICAL_ANALYSIS, new StepMetrics(1, null, null, null));
    }

    @Test
    void progressInsideAnAttemptIsNotANewAttempt() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Table 1", 1, 4))
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Table 2", 1, 4))
                .fold();

        assertThat(attempts(state, DATABASE_GENERATION)).isEqualTo(1);
        assertThat(state.stepMessages()).containsEntry(DATABASE_GENERATION, "Table 2");
    }

    @Test
    void aRetryingStepShowsTheErrorAndTheTimeOfTheNextAttempt() {
        Instant next = History.START.plusSeconds(30);

        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 1, 4))
                .add(new AgentStep.Retrying(DATABASE_GENERATION, "Again in 30 s", 1, 4, OVERLOADED, next))
                .fold();

        assertThat(state.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.RETRYING);
        assertThat(state.stepMessages()).containsEntry(DATABASE_GENERATION, "Again in 30 s");
        assertThat(state.stepAttempts()).containsEntry(DATABASE_GENERATION, new StepAttempt(1, 4, OVERLOADED, next));
        assertThat(state.error()).isNull();
    }

    @Test
    void theNextAttemptClearsTheErrorOfTheLastAndIsCounted() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 1, 4))
                .add(new AgentStep.Retrying(DATABASE_GENERATION, "Again", 1, 4, OVERLOADED, History.START))
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 2, 4))
                .fold();

        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.PROCESSING);
        assertThat(state.stepAttempts()).containsEntry(DATABASE_GENERATION, new StepAttempt(2, 4, null, null));
        assertThat(attempts(state, DATABASE_GENERATION)).isEqualTo(2);
    }

    @Test
    void keepsWhatWasFoundWrongUntilTheStepIsComplete() {
        Finding finding = new Finding(DATABASE_GENERATION, Finding.Severity.ERROR, "unfit", "No DDL.", "/ddl");
        StepError unfit = new StepError(ErrorKind.INVALID_OUTPUT, "Unfit.", true, null, List.of(finding));
        history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 1, 4))
                .add(new AgentStep.Retrying(DATABASE_GENERATION, "Again", 1, 4, unfit, History.START))
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 2, 4))
                .add(new AgentStep.Retrying(DATABASE_GENERATION, "Again", 2, 4, OVERLOADED, History.START))
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 3, 4));

        assertThat(history.fold().stepAttempts())
                .containsEntry(DATABASE_GENERATION, new StepAttempt(3, 4, null, null, List.of(finding), 0));

        history.add(new AgentStep.Complete(DATABASE_GENERATION, "Made", 3, 4, Duration.ofSeconds(1)));

        assertThat(history.fold().stepAttempts()).containsEntry(DATABASE_GENERATION, new StepAttempt(3, 4, null, null));
    }

    @Test
    void aResultBringsMetricsAndFindingsAndIsNotYetComplete() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 1, 4))
                .add(History.result(DATABASE_GENERATION, "first"))
                .fold();

        assertThat(state.progressOf(DATABASE_GENERATION)).isEqualTo(StepStatus.PROCESSING);
        assertThat(state.stepResults()).containsEntry(DATABASE_GENERATION, History.object("first"));
        assertThat(state.metrics())
                .containsEntry(
                        DATABASE_GENERATION, new StepMetrics(1, Duration.ofMillis(812), "built-in", History.TOKENS));
        assertThat(state.validation()).containsExactly(History.finding(DATABASE_GENERATION));
    }

    @Test
    void aSecondResultReplacesTheFirstAndItsFindings() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(History.result(ACTION_GENERATION, "other"))
                .add(History.result(DATABASE_GENERATION, "first"))
                .add(History.result(DATABASE_GENERATION, "second"))
                .fold();

        assertThat(state.stepResults()).containsEntry(DATABASE_GENERATION, History.object("second"));
        assertThat(state.validation())
                .containsExactlyInAnyOrder(History.finding(ACTION_GENERATION), History.finding(DATABASE_GENERATION));
    }

    @Test
    void aCompleteStepKeepsItsResultAndShowsTheSummary() {
        DocumentState state = history.started("run-1", "Track tasks")
                .step(PROMPT_UNDERSTANDING)
                .fold();

        assertThat(state.progressOf(PROMPT_UNDERSTANDING)).isEqualTo(StepStatus.COMPLETE);
        assertThat(state.stepMessages()).containsEntry(PROMPT_UNDERSTANDING, "Done: prompt-understanding");
        assertThat(state.stepResults()).containsOnlyKeys(PROMPT_UNDERSTANDING);
        assertThat(state.stepAttempts()).containsEntry(PROMPT_UNDERSTANDING, new StepAttempt(1, 4, null, null));
    }

    @Test
    void aSkippedStepSaysWhy() {
        DocumentState state = history.started("run-1", "Track tasks")
                .add(new AgentStep.Skipped(SCHEDULE_GENERATION, "Nothing recurs."))
                .fold();

        assertThat(state.progressOf(SCHEDULE_GENERATION)).isEqualTo(StepStatus.SKIPPED);
        assertThat(state.stepMessages()).containsEntry(SCHEDULE_GENERATION, "Nothing recurs.");
        assertThat(state.stepResults()).isEmpty();
    }

    @Test
    void attemptsBeforeAndAfterARetryByAPersonAreCountedTogether() {
        DocumentState state = history.started("run-1", "Track tasks")
                .fails(DATABASE_GENERATION)
                .add(new AgentRun.Resumed(COMMAND))
                .add(new AgentStep.Processing(DATABASE_GENERATION, "Designing", 1, 4))
                .fold();

        assertThat(attempts(state, DATABASE_GENERATION)).isEqualTo(2);
        assertThat(state.stepAttempts()).containsEntry(DATABASE_GENERATION, new StepAttempt(1, 4, null, null));
    }

    private static int attempts(DocumentState state, StepId step) {
        return Objects.requireNonNull(state.metrics().get(step)).attempts();
    }
}
