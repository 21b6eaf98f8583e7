package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.orchestrator.document.RecordingRunner.Begun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import org.junit.jupiter.api.Test;

/** Which documents stay in memory at rest, and which are read again. One at most does. */
class RestingDocumentsTest extends ActiveDocumentsStage {
    private static final DocumentId SECOND = new DocumentId("doc-2");

    @Test
    void readsNothingForTheNextCommandOfADocumentAtRest() {
        bringToRest(FIRST);
        stage.log.goAwayForReads();

        Delivery resume = send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).endsWith(new CommandId("resume-1"));
        assertThat(commits.finished()).endsWith(resume);
        assertThat(documents.activeCount()).isZero();
    }

    @Test
    void answersADocumentThatTookALateInputWhileItRested() {
        bringToRest(FIRST);
        lateInput();
        stage.takeTurns();
        stage.log.goAwayForReads();

        send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).endsWith(new CommandId("resume-1"));
    }

    @Test
    void readsADocumentAgainThatFailedWhileItRested() {
        bringToRest(FIRST);
        failUnexpectedly();
        stage.takeTurns();

        Delivery resume = send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).endsWith(new CommandId("resume-1"));
        assertThat(commits.finished()).endsWith(resume);
    }

    @Test
    void endsTheOneThatRestsLongestWhereThereIsNoRoom() {
        bringToRest(FIRST);
        bringToRest(SECOND);
        stage.log.goAwayForReads();

        send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).doesNotContain(new CommandId("resume-1"));
    }

    @Test
    void readsADocumentAgainWhereItIsNotCertainWhoseItsPartitionIs() {
        bringToRest(FIRST);
        commits.holdsLeases(false);
        stage.log.goAwayForReads();

        send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).doesNotContain(new CommandId("resume-1"));
    }

    @Test
    void readsADocumentAgainOfAPartitionThatWasGivenUpMeanwhile() {
        bringToRest(FIRST);
        documents.drop(DocumentStage.PARTITION);
        stage.log.goAwayForReads();

        send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).doesNotContain(new CommandId("resume-1"));
    }

    @Test
    void keepsNoDocumentThatIsLargerThanAllTogetherMayBe() {
        ActiveDocuments small = new ActiveDocuments(stage.ports(), new DocumentLimits(2, 10, 100), commits, seen);
        small.deliver(delivery(start(FIRST), 0));
        small.deliver(delivery(cancel(FIRST), 1));
        stage.takeTurns();
        stage.log.goAwayForReads();

        small.deliver(delivery(resume(FIRST, "resume-1"), 2));
        stage.takeTurns();

        assertThat(answered(FIRST)).doesNotContain(new CommandId("resume-1"));
    }

    /** Of an attempt that was stopped when the run ended. */
    private void lateInput() {
        Begun begun = stage.runner.begun().getLast();
        begun.outcome().accept(new Input.AttemptProgressed(begun.attempt().attempt(), "still here"));
    }

    /** As by a defect: an input that nothing can be decided about. */
    private void failUnexpectedly() {
        stage.runner.begun().getLast().outcome().accept(null);
    }

    private void bringToRest(DocumentId documentId) {
        send(start(documentId));
        send(cancel(documentId));
        stage.takeTurns();
        assertThat(documents.activeCount()).isZero();
    }
}
