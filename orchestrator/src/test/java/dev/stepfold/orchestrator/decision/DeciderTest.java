package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.completedDocument;
import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.runningAt;
import static dev.stepfold.orchestrator.decision.Scenario.runningDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static dev.stepfold.schemas.StepId.ACTION_GENERATION;
import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.SCHEDULE_GENERATION;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.StepError;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a run moves through its steps. */
class DeciderTest {
    private static final StepError TRANSIENT = StepError.of(ErrorKind.TRANSIENT, "connection reset");

    @Test
    void beginsTheFirstStepTogetherWithTheRun() {
        newDocument()
                .when(startRun(RunOptions.DEFAULT))
                .then("agent-run started", "agent-step processing prompt-understanding");
    }

    @Test
    void recordsAResultBeforeItsStepIsCompleteAndThenBeginsTheNext() {
        runningDocument()
                .whenStepSucceeds(PROMPT_UNDERSTANDING)
                .then(
                        "step-result prompt-understanding",
                        "agent-step complete prompt-understanding",
                        "agent-step processing decision-making");
    }

    @Test
    void showsTheAgentSoFarAfterEveryStepThatGeneratesAPartOfIt() {
        runningAt(DATABASE_GENERATION)
                .whenStepSucceeds(DATABASE_GENERATION)
                .then(
                        "step-result database-generation",
                        "agent-data partial",
                        "agent-step complete database-generation",
                        "agent-step processing action-generation");
    }

    @Test
    void endsTheRunWithTheFinalAgentAfterTheLastStep() {
        Scenario scenario = completedDocument()
                .then(
                        "step-result schedule-generation",
                        "agent-data partial",
                        "agent-step complete schedule-generation",
                        "agent-data final",
                        "agent-run completed");

        assertThat(scenario.effect()).isEqualTo(new Effect.Rest());
        assertThat(Objects.requireNonNull(scenario.state().agent()).name()).isEqualTo("Shop");
    }

    @Test
    void skipsWhatTheDecisionSaysIsNotNeededWithItsReason() {
        ObjectNode decision = Scenario.resultOf(DECISION_MAKING);
        decision.withObject("skipped").put("action-generation", "no action was asked for");

        Scenario scenario = runningAt(DECISION_MAKING)
                .whenStepSucceeds(DECISION_MAKING, decision)
                .whenStepSucceeds(TECHNICAL_ANALYSIS)
                .whenStepSucceeds(DATABASE_GENERATION)
                .then(
                        "step-result database-generation",
                        "agent-data partial",
                        "agent-step complete database-generation",
                        "agent-step skipped action-generation",
                        "agent-step processing schedule-generation");

        assertThat(scenario.state().stepMessages().get(ACTION_GENERATION)).isEqualTo("no action was asked for");
    }

    @Test
    void givesEachStepTheResultsOfTheEarlierOnes() {
        Effect effect = runningAt(TECHNICAL_ANALYSIS).effect();

        assertThat(effect)
                .isInstanceOfSatisfying(
                        Effect.RunAttempt.class,
                        run -> assertThat(run.input().results())
                                .containsOnlyKeys(PROMPT_UNDERSTANDING, DECISION_MAKING));
    }

    @Test
    void passesOverWhatComesFromAnAttemptThatIsNoLongerUnderWay() {
        Scenario scenario = runningAt(DECISION_MAKING);

        scenario.whenStepFails(PROMPT_UNDERSTANDING, TRANSIENT).thenNothing();
        scenario.whenStepSucceeds(PROMPT_UNDERSTANDING).thenNothing();
        scenario.when(new Input.AttemptProgressed(newAttempt(1), "still here")).thenNothing();
        scenario.when(new Input.AttemptDue(newAttempt(2))).thenNothing();
    }

    @Test
    void recordsProgressAsTheSameAttemptWithANewMessage() {
        Scenario scenario = runningDocument()
                .when(new Input.AttemptProgressed(newAttempt(1), "4 entities so far"))
                .then("agent-step processing prompt-understanding");

        assertThat(scenario.events().getFirst()).isInstanceOfSatisfying(AgentStep.Processing.class, processing -> {
            assertThat(processing.message()).isEqualTo("4 entities so far");
            assertThat(processing.attempt()).isEqualTo(1);
        });
    }

    @Test
    void completesAStepWhoseResultWasFoundWithoutItsCompletion() {
        runningDocument()
                .whenStepSucceeds(PROMPT_UNDERSTANDING)
                .givenLastEventsLost(2)
                .when(new Input.Recovered())
                .then("agent-step complete prompt-understanding", "agent-step processing decision-making");
    }

    @Test
    void beginsTheNextStepWhereACrashCameBetweenTwo() {
        runningDocument()
                .whenStepSucceeds(PROMPT_UNDERSTANDING)
                .givenLastEventsLost(1)
                .when(new Input.Recovered())
                .then("agent-step processing decision-making");
    }

    @Test
    void endsTheRunWhereACrashCameJustBefore() {
        completedDocument()
                .givenLastEventsLost(1)
                .when(new Input.Recovered())
                .then("agent-data final", "agent-run completed");
    }

    @Test
    void failsTheRunWhereACrashCameBetweenTheStepsFailureAndTheRuns() {
        runningDocument()
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.PERMANENT, "wrong key"))
                .givenLastEventsLost(1)
                .when(new Input.Recovered())
                .then("agent-run failed");
    }

    @Test
    void failsAPausedRunWhereACrashCameBetweenTheStepsFailureAndTheRuns() {
        runningDocument()
                .whenPaused()
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.PERMANENT, "wrong key"))
                .givenLastEventsLost(1)
                .when(new Input.Recovered())
                .then("agent-run failed");
    }

    @Test
    void saysThatAnAttemptIsLostBeforeItIsMadeAgainAfterACrash() {
        Scenario scenario = runningAt(SCHEDULE_GENERATION)
                .when(new Input.Settled())
                .thenNothing()
                .when(new Input.Recovered())
                .then("agent-step processing schedule-generation");

        assertThat(scenario.effect())
                .isInstanceOfSatisfying(
                        Effect.RunAttempt.class,
                        run -> assertThat(run.attempt().step()).isEqualTo(SCHEDULE_GENERATION));
    }

    @Test
    void saysOnceThatTheAttemptOfAPausedRunIsLost() {
        runningAt(DATABASE_GENERATION)
                .whenPaused()
                .when(new Input.Settled())
                .thenNothing()
                .when(new Input.Recovered())
                .then("agent-step processing database-generation")
                .when(new Input.Recovered())
                .thenNothing();
    }

    private static AttemptId newAttempt(int attempt) {
        return new AttemptId(Scenario.RUN, PROMPT_UNDERSTANDING, attempt);
    }
}
