package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.schemas.DocumentId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Finds the documents that no command leads to, and leaves the others alone. */
class SweepTest extends ActiveDocumentsStage {
    private static final DocumentId SECOND = new DocumentId("doc-2");
    private static final DocumentId THIRD = new DocumentId("doc-3");

    private final ActiveDocuments successor =
            new ActiveDocuments(stage.ports(), new DocumentLimits(2, 1, 1_000_000), commits, seen);
    private final Sweep sweep = new Sweep(stage.ports(), successor, seen, _ -> OptionalInt.of(PARTITION));

    private boolean sweep() throws Exception {
        boolean whole = sweep.run(Set.of(PARTITION));
        stage.takeTurns();
        return whole;
    }

    private void run(DocumentId documentId) {
        send(start(documentId));
        stage.takeTurns();
    }

    @Test
    void aRunInFlightThatNobodyLooksAfterGoesOn() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        int begun = stage.runner.begun().size();

        boolean whole = sweep();

        assertThat(whole).isTrue();
        assertThat(stage.runner.begun()).hasSize(begun + 1);
        assertThat(successor.activeCount()).isEqualTo(1);
    }

    @Test
    void aDocumentThatIsActiveIsNotTouched() throws Exception {
        successor.deliver(DocumentStage.delivery(start(FIRST), 0));
        stage.takeTurns();

        sweep();

        assertThat(stage.ends.lookedAt()).isEmpty();
        assertThat(stage.runner.begun()).hasSize(1);
    }

    @Test
    void aDocumentAtRestIsLookedAtOnceAndNotLoaded() throws Exception {
        run(FIRST);
        send(cancel(FIRST));
        stage.takeTurns();
        documents.drop(PARTITION);
        seen.keepOnly(_ -> false);

        sweep();
        sweep();

        assertThat(stage.ends.lookedAt()).isEqualTo(List.of(FIRST));
        assertThat(successor.activeCount()).isZero();
    }

    @Test
    void aDocumentThatCameToRestHereIsNotLookedAt() throws Exception {
        run(FIRST);
        send(cancel(FIRST));
        stage.takeTurns();

        sweep();

        assertThat(stage.ends.lookedAt()).isEmpty();
    }

    @Test
    void aTopicThatEndsEarlierThanItDidIsLookedAtAgain() throws Exception {
        run(FIRST);
        send(cancel(FIRST));
        stage.takeTurns();
        stage.cut(FIRST, 2);

        sweep();

        assertThat(successor.activeCount()).isEqualTo(1);
    }

    @Test
    void theFirstSweepTooComparesALogThatHasBecomeShorterWithTheFeedAsItIsNow() throws Exception {
        run(FIRST);
        send(cancel(FIRST));
        stage.takeTurns();
        int atRest = stage.size(FIRST);
        sendResumes(1);
        stage.takeTurns();
        stage.cut(FIRST, atRest);

        sweep();

        assertThat(stage.tails.forgotten()).isOne();
    }

    @Test
    void theFirstSweepComparesOtherLogsWithTheFeedAsItWasTakenOver() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);

        sweep();

        assertThat(stage.tails.forgotten()).isZero();
    }

    @Test
    void theFeedIsNotReadAgainForADocumentThatComesToRestWhileTheEndsAreAskedFor() throws Exception {
        successor.deliver(DocumentStage.delivery(start(FIRST), 0));
        stage.takeTurns();
        sweep();
        stage.ends.meanwhile(() -> {
            successor.deliver(DocumentStage.delivery(cancel(FIRST), 1));
            stage.takeTurns();
        });

        sweep();

        assertThat(stage.ends.lookedAt()).containsExactly(FIRST);
        assertThat(stage.tails.forgotten()).isZero();
        assertThat(successor.activeCount()).isZero();
    }

    @Test
    void aDocumentThatIsMadeWhileTheEndsAreAskedForIsNotLookedAtInTheNextSweep() throws Exception {
        sweep();
        stage.ends.meanwhile(() -> {
            successor.deliver(DocumentStage.delivery(start(FIRST), 0));
            successor.deliver(DocumentStage.delivery(cancel(FIRST), 1));
            stage.takeTurns();
        });
        sweep();

        sweep();

        assertThat(stage.ends.lookedAt()).isEmpty();
        assertThat(stage.tails.forgotten()).isZero();
    }

    @Test
    void aDocumentOfWhichNothingIsLeftIsBegunAgainByItsCommands() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.cut(FIRST, 0);
        stage.tails.keepCommands(
                List.of(DocumentStage.delivery(start(FIRST), 0), DocumentStage.delivery(cancel(FIRST), 1)));

        sweep();

        assertThat(answered(FIRST))
                .containsExactly(start(FIRST).commandId(), cancel(FIRST).commandId());
    }

    @Test
    void aDocumentOfWhichNotEvenACommandIsLeftIsErased() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.cut(FIRST, 0);

        sweep();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.hasTopic(FIRST)).isFalse();
        assertThat(stage.isToldErased(FIRST)).isTrue();
    }

    @Test
    void aDocumentWhoseEventsTheFeedHoldsBeforeItsTailIsNeitherErasedNorBegunAgain() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.cut(FIRST, 0);
        stage.tails.holdAllBeforeTheTail();
        stage.tails.keepCommands(List.of(DocumentStage.delivery(start(FIRST), 0)));

        sweep();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.hasTopic(FIRST)).isTrue();
        assertThat(answered(FIRST)).isEmpty();
    }

    @Test
    void anErasedDocumentWhoseTombstoneTheFeedHasLostIsErasedAgain() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.cut(FIRST, 0);
        stage.tails.holdAllBeforeTheTail();
        stage.tails.keepErasure(DocumentStage.delivery(DocumentStage.erase(FIRST), 1));

        sweep();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.hasTopic(FIRST)).isFalse();
        assertThat(stage.isToldErased(FIRST)).isTrue();
    }

    @Test
    void aFeedThatCannotBeReadWholeIsAskedOnceInASweepAndHoldsUpNoOther() throws Exception {
        run(FIRST);
        run(SECOND);
        documents.drop(PARTITION);
        stage.cut(FIRST, 0);
        stage.cut(SECOND, 0);
        stage.tails.failToTellWhatIsHeld();

        sweep();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.tails.readsOfTheWhole()).isOne();
        assertThat(stage.hasTopic(FIRST)).isTrue();
        assertThat(stage.hasTopic(SECOND)).isTrue();
        sweep();
        assertThat(stage.tails.readsOfTheWhole()).isEqualTo(2);
    }

    @Test
    void aDocumentThatTheArchiveHasIsNotErasedForItsEmptyTopic() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.archiveTheLog();
        stage.cut(FIRST, 0);

        sweep();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.hasTopic(FIRST)).isTrue();
    }

    @Test
    void anEmptyTopicThatTheClusterMadeByItselfIsDeletedWhenItIsFoundTwiceAndNobodyIsToldOfIt() throws Exception {
        stage.log.bringBack();

        assertThat(sweep()).isFalse();
        assertThat(stage.hasTopic(FIRST)).isTrue();
        stage.log.bringBack();
        assertThat(sweep()).isFalse();
        assertThat(stage.hasTopic(FIRST)).isTrue();
        assertThat(sweep()).isTrue();
        commits.succeed();
        stage.takeTurns();

        assertThat(stage.hasTopic(FIRST)).isFalse();
        assertThat(stage.isToldErased(FIRST)).isFalse();
    }

    @Test
    void anEmptyTopicThatTheClusterMadeByItselfIsDeletedBesideTheArchivedLog() throws Exception {
        run(FIRST);
        documents.drop(PARTITION);
        stage.archiveTheLog();
        stage.cut(FIRST, 0);
        stage.log.bringBack();

        sweep();
        sweep();

        assertThat(stage.hasTopic(FIRST)).isFalse();
        assertThat(successor.activeCount()).isZero();
    }

    @Test
    void aTopicThatTheClusterMadeByItselfIsReplacedWhereTheDocumentIsBegunInIt() throws Exception {
        stage.log.bringBack();
        stage.tails.keepCommands(List.of(DocumentStage.delivery(start(FIRST), 0)));

        sweep();

        assertThat(answered(FIRST)).containsExactly(start(FIRST).commandId());
        assertThat(stage.log.isMadeByTheCluster()).isFalse();
    }

    @Test
    void stopsAtTheLimitOfActiveDocumentsAndSaysSo() throws Exception {
        run(FIRST);
        run(SECOND);
        documents.drop(PARTITION);
        run(THIRD);
        documents.drop(PARTITION);

        assertThat(sweep()).isFalse();
        assertThat(successor.activeCount()).isEqualTo(2);
    }
}
