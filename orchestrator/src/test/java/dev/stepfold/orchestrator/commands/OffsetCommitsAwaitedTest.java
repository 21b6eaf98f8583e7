package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** Who waits for a commit goes on by one that began afterwards and calls their commands finished, and by no other. */
class OffsetCommitsAwaitedTest extends CommitsStage {
    @Test
    void isNotAwaitedForACommandThatIsYetToBeRead() {
        read(10);
        finish(10);

        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(10), delivery(12)));
        read(11, 12);
        commitSucceeds();

        assertThat(done).isCompleted();
    }

    @Test
    void letsNobodyGoByACommitThatBeganBeforeTheyWaited() {
        read(10);
        finish(10);
        commits.commitWhereDue();
        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(10)));

        consumer.last().succeed();
        assertThat(done).isNotDone();

        commitSucceeds();
        assertThat(done).isCompleted();
    }

    @Test
    void letsNobodyGoByACommitThatCallsTheirCommandUnfinished() {
        read(10, 11);
        finish(10);
        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(10), delivery(11)));
        commitSucceeds();
        assertThat(done).isNotDone();

        finish(11);
        commitSucceeds();
        assertThat(done).isCompleted();
    }

    @Test
    void letsThoseGoWhoseCommandIsFinishedBehindOneThatIsNot() {
        read(10, 11);
        finish(11);
        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(11)));

        commitSucceeds();

        assertThat(consumer.last().offset(PARTITION)).isEqualTo(10);
        assertThat(done).isCompleted();
    }

    @Test
    void letsNobodyGoByACommitThatFailed() {
        read(10);
        finish(10);
        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(10)));
        commits.commitWhereDue();
        consumer.last().fail();
        assertThat(done).isNotDone();

        commitSucceeds();
        assertThat(done).isCompleted();
    }

    @Test
    void letsNobodyGoOnceThePartitionWasGivenUpEvenIfItIsOwnedAgain() {
        read(10);
        finish(10);
        CompletableFuture<Void> done = commits.commit(PARTITION, List.of(delivery(10)));
        commits.release(PARTITION);
        commits.assign(PARTITION, new OffsetAndMetadata(11));

        commitSucceeds();

        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);
        assertThat(done).isNotDone();
    }

    @Test
    void letsNobodyGoWhoWaitsForAPartitionThatIsNotOwned() {
        CompletableFuture<Void> done = commits.commit(OTHER_PARTITION, List.of());

        commitSucceeds();

        assertThat(done).isNotDone();
    }
}
