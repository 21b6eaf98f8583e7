package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.archive;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.orchestrator.document.RecordingRunner.Begun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many documents are active at once, and what becomes of the commands that find no place. */
class ActiveDocumentsTest extends ActiveDocumentsStage {
    private static final DocumentId SECOND = new DocumentId("doc-2");
    private static final DocumentId THIRD = new DocumentId("doc-3");

    @Test
    void keepsNoMoreDocumentsActiveThanItMay() {
        send(start(FIRST));
        send(start(SECOND));
        send(start(THIRD));

        redeliverAfter(LONGEST_WAIT);

        assertThat(documents.activeCount()).isEqualTo(2);
        assertThat(documents.waitingCount()).isEqualTo(1);
        assertThat(begun()).containsExactly(FIRST, SECOND);
    }

    @Test
    void beginsAWaitingDocumentOnceAnotherIsAtRest() {
        send(start(FIRST));
        send(start(SECOND));
        send(start(THIRD));
        send(cancel(FIRST));
        stage.takeTurns();

        redeliverAfter(LONGEST_WAIT);

        assertThat(begun()).containsExactly(FIRST, SECOND, THIRD);
        assertThat(documents.waitingCount()).isZero();
    }

    @Test
    void handsACommandToADocumentThatIsActiveWhileOthersWait() {
        send(start(FIRST));
        send(start(SECOND));
        send(start(THIRD));

        send(resume(FIRST, "resume-1"));
        stage.takeTurns();

        assertThat(answered(FIRST)).contains(new CommandId("resume-1"));
    }

    @Test
    void letsNoCommandOvertakeOneOfItsDocumentThatWaits() {
        send(start(FIRST));
        send(start(SECOND));
        send(start(THIRD));
        send(cancel(FIRST));
        stage.takeTurns();

        send(resume(THIRD, "resume-1"));
        assertThat(documents.waitingCount()).isEqualTo(2);
        redeliverAfter(LONGEST_WAIT);

        assertThat(answered(THIRD)).containsExactly(start(THIRD).commandId(), new CommandId("resume-1"));
    }

    @Test
    void keepsTheOrderOfCommandsThatFindTheMailboxFull() {
        send(start(FIRST));
        List<CommandId> sent = sendResumes(MORE_THAN_A_MAILBOX);
        assertThat(documents.waitingCount()).isPositive();
        stage.takeTurns();

        redeliverAfter(LONGEST_WAIT);

        assertThat(answered(FIRST)).endsWith(sent.toArray(CommandId[]::new));
        assertThat(documents.waitingCount()).isZero();
    }

    @Test
    void finishesADocumentsCommandsOnceItIsAtRest() {
        Delivery start = send(start(FIRST));
        stage.takeTurns();
        assertThat(commits.finished()).isEmpty();

        Delivery cancel = send(cancel(FIRST));
        stage.takeTurns();

        assertThat(commits.finished()).containsExactly(start, cancel);
        assertThat(documents.activeCount()).isZero();
    }

    @Test
    void keepsADocumentToWhichACommandComesWhileItsLogIsArchived() {
        send(start(FIRST));
        send(cancel(FIRST));
        send(archive(FIRST));
        stage.duringNextStore(() -> send(resume(FIRST, "resume-1")));

        stage.takeTurns();

        assertThat(answered(FIRST)).last().isEqualTo(new CommandId("resume-1"));
        assertThat(commits.finished()).hasSize(4);
        assertThat(documents.activeCount()).isZero();
    }

    @Test
    void deliversTheCommandsOfADroppedDocumentAgainInTheirOrderWithThoseThatFoundNoPlaceLast() {
        send(start(FIRST));
        List<CommandId> sent = sendResumes(MORE_THAN_A_MAILBOX);
        stage.loseNextRace();
        stage.takeTurns();
        assertThat(documents.activeCount()).isZero();
        assertThat(documents.waitingCount()).isEqualTo(1 + MORE_THAN_A_MAILBOX);

        redeliverAfter(Duration.ofMillis(100));
        redeliverAfter(Duration.ofMillis(100));

        assertThat(answered(FIRST)).endsWith(sent.toArray(CommandId[]::new));
    }

    @Test
    void deliversLaterEachTimeAfterADocumentWasDropped() {
        send(start(FIRST));
        stage.loseNextRace();
        stage.takeTurns();

        for (long wait : List.of(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L)) {
            stage.advance(Duration.ofMillis(wait - 1));
            documents.redeliver();
            assertThat(documents.waitingCount()).as("just before %s ms", wait).isEqualTo(1);
            stage.advance(Duration.ofMillis(1));
            documents.redeliver();
            assertThat(documents.waitingCount()).as("at %s ms", wait).isZero();
            stage.loseNextRace();
            stage.takeTurns();
        }
    }

    @Test
    void stopsTheDocumentsOfAPartitionThatIsGivenUpAndForgetsTheirCommands() {
        send(start(FIRST));
        documents.deliver(elsewhere(start(SECOND)));
        send(start(THIRD));
        stage.takeTurns();

        documents.drop(DocumentStage.PARTITION);

        assertThat(stage.runner.stopped()).extracting(Begun::documentId).containsExactly(FIRST);
        assertThat(documents.activeCount()).isEqualTo(1);
        assertThat(documents.waitingCount()).isZero();
        assertThat(commits.finished()).isEmpty();
    }

    private static Delivery elsewhere(Command command) {
        return new Delivery(command, DocumentStage.TRACE, DocumentStage.PARTITION + 1, 0, 0);
    }
}
