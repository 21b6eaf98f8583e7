package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.erase;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.schemas.CommandId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands before an erasure are finished first, and those behind it wait until nobody can read it again. */
class ActiveDocumentsErasureTest extends ActiveDocumentsStage {
    @Test
    void finishesTheCommandsBeforeAnErasureFirst() {
        Delivery start = send(start(FIRST));
        Delivery erase = send(erase(FIRST));
        stage.takeTurns();
        assertThat(commits.finished()).containsExactly(start);
        assertThat(stage.log.exists()).isTrue();

        commits.succeed();
        stage.takeTurns();

        assertThat(stage.log.exists()).isFalse();
        assertThat(commits.finished()).containsExactly(start, erase);
    }

    @Test
    void keepsTheCommandsBehindAnErasureUntilItIsCommitted() {
        send(start(FIRST));
        send(erase(FIRST));
        send(start(FIRST));
        stage.takeTurns();
        commits.succeed();
        stage.takeTurns();
        send(resume(FIRST, "resume-1"));

        redeliverAfter(LONGEST_WAIT);
        assertThat(documents.activeCount()).isZero();
        assertThat(documents.waitingCount()).isEqualTo(2);

        commits.succeed();
        redeliverAfter(Duration.ZERO);
        assertThat(answered(FIRST)).containsExactly(start(FIRST).commandId(), new CommandId("resume-1"));
    }

    @Test
    void keepsACommandThatComesAfterAnErasureUntilItIsCommitted() {
        send(erase(FIRST));
        stage.takeTurns();
        commits.succeed();
        stage.takeTurns();

        send(start(FIRST));
        assertThat(documents.activeCount()).isZero();

        commits.succeed();
        redeliverAfter(LONGEST_WAIT);
        assertThat(begun()).containsExactly(FIRST);
    }

    @Test
    void keepsTheCommandsThatFoundTheMailboxOfAnErasedDocumentFull() {
        send(erase(FIRST));
        List<CommandId> sent = sendResumes(MORE_THAN_A_MAILBOX);
        stage.takeTurns();
        commits.succeed();
        stage.takeTurns();
        assertThat(documents.waitingCount()).isEqualTo(MORE_THAN_A_MAILBOX);

        commits.succeed();
        redeliverAfter(LONGEST_WAIT);
        redeliverAfter(LONGEST_WAIT);

        assertThat(commits.finished())
                .extracting(delivery -> delivery.command().commandId())
                .endsWith(sent.toArray(CommandId[]::new));
    }

    @Test
    void forgetsAnErasureWhenItsPartitionIsGivenUp() {
        send(erase(FIRST));
        stage.takeTurns();
        commits.succeed();
        stage.takeTurns();

        documents.drop(DocumentStage.PARTITION);
        send(start(FIRST));
        stage.takeTurns();

        assertThat(begun()).containsExactly(FIRST);
    }
}
