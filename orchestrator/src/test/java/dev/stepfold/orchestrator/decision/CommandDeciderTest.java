package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.completedDocument;
import static dev.stepfold.orchestrator.decision.Scenario.failedAt;
import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.runningAt;
import static dev.stepfold.orchestrator.decision.Scenario.runningDocument;
import static dev.stepfold.orchestrator.decision.Scenario.startRun;
import static dev.stepfold.schemas.StepId.ACTION_GENERATION;
import static dev.stepfold.schemas.StepId.DATABASE_GENERATION;
import static dev.stepfold.schemas.StepId.DECISION_MAKING;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.event.StepError;
import dev.stepfold.schemas.state.RunStatus;
import org.junit.jupiter.api.Test;

/** What each command means for a document that stands as it does. */
class CommandDeciderTest {
    @Test
    void answersACommandOnce() {
        runningDocument().when(startRun(RunOptions.DEFAULT)).thenNothing();
    }

    @Test
    void refusesANewDocumentUnderAnIdThatIsTaken() {
        refused(runningDocument().when(start("start-2", true)), RejectionCode.DOCUMENT_EXISTS);
    }

    @Test
    void refusesASecondRunWhileOneIsActive() {
        refused(runningDocument().when(start("start-2", false)), RejectionCode.RUN_ACTIVE);
    }

    @Test
    void startsAChangeRequestOnTheFinishedAgent() {
        Scenario scenario = completedDocument()
                .when(start("start-2", false))
                .then("agent-run started", "agent-step processing prompt-understanding");

        assertThat(scenario.state().runId()).isEqualTo(new RunId("run-start-2"));
        assertThat(scenario.state().baseAgent()).isNotNull();
        assertThat(scenario.state().stepResults()).isEmpty();
    }

    @Test
    void hasNoAnswerForADocumentThatDoesNotExist() {
        newDocument().whenCancelled().thenNothing();
        newDocument().when(start("start-2", false)).thenNothing();
    }

    @Test
    void refusesTheCommandsOfSomebodyElse() {
        refused(
                runningDocument()
                        .when(new Command.Cancel(
                                Scenario.DOCUMENT, new CommandId("theirs"), new Owner("eve"), Scenario.START, null)),
                RejectionCode.NOT_OWNER);
    }

    @Test
    void refusesACommandThatNamesAnotherRun() {
        refused(
                runningDocument()
                        .when(new Command.Cancel(
                                Scenario.DOCUMENT,
                                new CommandId("late"),
                                Scenario.OWNER,
                                Scenario.START,
                                new RunId("run-0"))),
                RejectionCode.STALE_RUN);
    }

    @Test
    void cancelsAStepInFlightAndThenTheRun() {
        Scenario scenario =
                runningDocument().whenCancelled().then("agent-step failed prompt-understanding", "agent-run cancelled");

        assertThat(scenario.state().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(scenario.effect()).isEqualTo(new Effect.Rest());
    }

    @Test
    void doesNotCompleteAStepThatFinishesAfterItsRunWasCancelled() {
        runningDocument().whenCancelled().whenStepSucceeds(PROMPT_UNDERSTANDING).thenNothing();
    }

    @Test
    void refusesToCancelARunThatIsOver() {
        refused(completedDocument().whenCancelled(), RejectionCode.RUN_NOT_ACTIVE);
    }

    @Test
    void cancelsAFailedRun() {
        failedAt(TECHNICAL_ANALYSIS).whenCancelled().then("agent-run cancelled");
    }

    @Test
    void letsTheStepInFlightFinishWhenPausedAndBeginsNoOther() {
        Scenario scenario = runningDocument().whenPaused().then("agent-run paused");
        assertThat(scenario.effect()).isInstanceOf(Effect.LetFinish.class);

        scenario.whenStepSucceeds(PROMPT_UNDERSTANDING)
                .then("step-result prompt-understanding", "agent-step complete prompt-understanding");

        assertThat(scenario.effect()).isEqualTo(new Effect.Rest());
    }

    @Test
    void goesOnWithTheNextStepWhenResumed() {
        runningDocument()
                .whenPaused()
                .whenStepSucceeds(PROMPT_UNDERSTANDING)
                .whenResumed()
                .then("agent-run resumed", "agent-step processing decision-making");
    }

    @Test
    void refusesToResumeARunThatIsNotPaused() {
        refused(runningDocument().whenResumed(), RejectionCode.RUN_NOT_PAUSED);
    }

    @Test
    void retriesAFailedRunFromTheStepThatFailed() {
        failedAt(TECHNICAL_ANALYSIS)
                .whenRetried()
                .then("agent-run resumed", "agent-step processing technical-analysis");
    }

    @Test
    void refusesToRetryARunThatHasNotFailed() {
        refused(completedDocument().whenRetried(), RejectionCode.RUN_NOT_FAILED);
    }

    @Test
    void restartsFromAnEarlierStepInANewRunAndKeepsWhatCameBefore() {
        Scenario scenario = completedDocument()
                .whenRestartedFrom(DATABASE_GENERATION)
                .then("agent-run restarted", "agent-step processing database-generation");

        assertThat(scenario.state().runId()).isEqualTo(new RunId("run-2"));
        assertThat(scenario.state().stepResults())
                .containsOnlyKeys(PROMPT_UNDERSTANDING, DECISION_MAKING, TECHNICAL_ANALYSIS);
    }

    @Test
    void refusesToRestartFromAStepThatWasNeverReached() {
        refused(failedAt(DECISION_MAKING).whenRestartedFrom(ACTION_GENERATION), RejectionCode.STEP_NOT_REACHED);
    }

    @Test
    void refusesToRestartWhileTheRunGoesOn() {
        refused(runningAt(ACTION_GENERATION).whenRestartedFrom(DECISION_MAKING), RejectionCode.RUN_ACTIVE);
    }

    @Test
    void cancelsARunThatWaitsForItsNextAttempt() {
        runningDocument()
                .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.TRANSIENT, "reset"))
                .whenCancelled()
                .then("agent-step failed prompt-understanding", "agent-run cancelled");
    }

    private static void refused(Scenario scenario, RejectionCode code) {
        scenario.then("command-rejected");
        assertThat(scenario.events().getFirst())
                .isInstanceOfSatisfying(
                        CommandRejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }

    private static Command.StartRun start(String commandId, boolean newDocument) {
        return new Command.StartRun(
                Scenario.DOCUMENT,
                new CommandId(commandId),
                Scenario.OWNER,
                Scenario.START,
                new RunId("run-" + commandId),
                "Add a priority",
                newDocument,
                null,
                RunOptions.DEFAULT);
    }
}
