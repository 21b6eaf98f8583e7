package dev.stepfold.orchestrator.decision;

import static dev.stepfold.orchestrator.decision.Scenario.completedDocument;
import static dev.stepfold.orchestrator.decision.Scenario.failedAt;
import static dev.stepfold.orchestrator.decision.Scenario.newDocument;
import static dev.stepfold.orchestrator.decision.Scenario.runningAt;
import static dev.stepfold.orchestrator.decision.Scenario.runningDocument;
import static dev.stepfold.schemas.StepId.PROMPT_UNDERSTANDING;
import static dev.stepfold.schemas.StepId.TECHNICAL_ANALYSIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.event.StepError;
import org.junit.jupiter.api.Test;

/** Which documents may go to the archive. */
class ArchiveCommandsTest {
    @Test
    void sealsADocumentAtRest() {
        sealed(completedDocument());
        sealed(failedAt(TECHNICAL_ANALYSIS));
        sealed(runningAt(TECHNICAL_ANALYSIS).whenCancelled());
    }

    @Test
    void refusesADocumentWhoseRunIsGoingOn() {
        refused(runningDocument().when(archive("archive-1")), RejectionCode.RUN_ACTIVE);
    }

    @Test
    void refusesADocumentThatWaitsToTryAgain() {
        refused(
                runningDocument()
                        .whenStepFails(PROMPT_UNDERSTANDING, StepError.of(ErrorKind.TRANSIENT, "later"))
                        .when(archive("archive-1")),
                RejectionCode.RUN_ACTIVE);
    }

    @Test
    void refusesAPausedDocumentUntilItsAttemptHasEnded() {
        Scenario paused = runningAt(TECHNICAL_ANALYSIS).whenPaused();

        refused(paused.when(archive("archive-1")), RejectionCode.RUN_ACTIVE);

        sealed(paused.whenStepSucceeds(TECHNICAL_ANALYSIS));
    }

    @Test
    void refusesTheDocumentOfSomebodyElse() {
        refused(
                completedDocument()
                        .when(new Command.Archive(
                                Scenario.DOCUMENT, new CommandId("theirs"), new Owner("eve"), Scenario.START)),
                RejectionCode.NOT_OWNER);
    }

    @Test
    void hasNoAnswerForADocumentThatIsSealedOrDoesNotExist() {
        Scenario sealed = sealed(completedDocument());

        sealed.when(archive("sealing")).thenNothing();
        sealed.when(archive("another")).thenNothing();
        newDocument().when(archive("archive-1")).thenNothing();
    }

    @Test
    void saysWhyTheArchiveDoesNotTakeADocument() {
        Scenario scenario = completedDocument().when(new Input.ArchiveRefused(archive("archive-1"), "It is full"));

        CommandRejected rejected = refused(scenario, RejectionCode.NOT_ARCHIVABLE);
        assertThat(rejected.message()).isEqualTo("It is full");
        scenario.when(archive("archive-1")).thenNothing();
    }

    @Test
    void refusesWhatIsNotAllowedBeforeWhatIsNotPossible() {
        refused(
                runningDocument().when(new Input.ArchiveRefused(archive("archive-1"), "It is full")),
                RejectionCode.RUN_ACTIVE);
    }

    private static Scenario sealed(Scenario scenario) {
        return scenario.when(archive("sealing")).then("document-archive archived");
    }

    private static CommandRejected refused(Scenario scenario, RejectionCode code) {
        assertThat(scenario.events())
                .singleElement()
                .isInstanceOfSatisfying(
                        CommandRejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
        return (CommandRejected) scenario.events().getFirst();
    }

    private static Command.Archive archive(String commandId) {
        return new Command.Archive(Scenario.DOCUMENT, new CommandId(commandId), Scenario.OWNER, Scenario.START);
    }
}
