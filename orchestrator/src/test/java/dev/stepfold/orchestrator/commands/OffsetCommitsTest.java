package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.orchestrator.document.PartitionLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is committed and when, who waits for it, and which leases it renews. */
class OffsetCommitsTest {
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int OTHER_PARTITION = PARTITION + 1;

    private final CommitRecorder consumer = new CommitRecorder();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final OffsetCommits commits = new OffsetCommits(consumer, () -> now, SESSION);

    @BeforeEach
    void ownAPartition() {
        commits.assign(PARTITION, new OffsetAndMetadata(10));
    }

    @Test
    void commitsTheLowestUnfinishedCommand() {
        read(10, 11, 12);
        finish(10);
        finish(12);

        commits.commitWhereDue();

        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);
    }

    @Test
    void commitsAtIntervals() {
        commitSucceeds();
        read(10);
        finish(10);

        now = now.plus(INTERVAL).minusMillis(1);
        commits.commitWhereDue();
        assertThat(consumer.begun()).hasSize(1);

        now = now.plusMillis(1);
        commits.commitWhereDue();
        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);
    }

    @Test
    void commitsOnlyThePartitionsWhereSomethingHasChanged() {
        commits.assign(OTHER_PARTITION, new OffsetAndMetadata(0));
        commitSucceeds();
        read(10);
        finish(10);

        now = now.plus(INTERVAL);
        commits.commitWhereDue();

        assertThat(consumer.last().offsets()).hasSize(1);
        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);
    }

    @Test
    void commitsAtOnceWhereThatIsWaitedFor() {
        commitSucceeds();
        read(10);
        finish(10);

        commits.commit(PARTITION, List.of(delivery(10)));
        commits.commitWhereDue();

        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);
    }

    @Test
    void repeatsACommitThatFailed() {
        read(10);
        finish(10);
        commits.commitWhereDue();
        consumer.last().fail();

        now = now.plus(INTERVAL);
        commits.commitWhereDue();

        assertThat(consumer.begun())
                .extracting(commit -> commit.offset(PARTITION))
                .containsExactly(11L, 11L);
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

    @Test
    void renewsALeaseFromTheBeginningOfTheCommit() {
        PartitionLease lease = commits.lease(PARTITION);
        commits.commitWhereDue();
        assertThat(lease.isHeld()).isFalse();

        now = now.plus(SESSION.dividedBy(2)).minusMillis(1);
        consumer.last().succeed();

        assertThat(lease.isHeld()).isTrue();
        now = now.plusMillis(1);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void renewsALeaseByAnUnchangedCommitBeforeItEnds() {
        PartitionLease lease = commits.lease(PARTITION);
        commitSucceeds();

        now = now.plus(SESSION.dividedBy(4));
        commits.commitWhereDue();
        assertThat(consumer.begun()).hasSize(1);

        now = now.plus(INTERVAL);
        commitSucceeds();
        assertThat(consumer.begun())
                .extracting(commit -> commit.offset(PARTITION))
                .containsExactly(10L, 10L);
        now = now.plus(SESSION.dividedBy(2)).minusMillis(1);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void renewsNoLeaseByACommitThatFailed() {
        commits.commitWhereDue();

        consumer.last().fail();

        assertThat(commits.lease(PARTITION).isHeld()).isFalse();
    }

    @Test
    void endsTheLeaseOfAPartitionThatIsGivenUp() {
        PartitionLease lease = commits.lease(PARTITION);
        commitSucceeds();

        commits.release(PARTITION);

        assertThat(lease.isHeld()).isFalse();
        assertThat(commits.lease(PARTITION).isHeld()).isFalse();
        assertThat(commits.owns(PARTITION)).isFalse();
    }

    @Test
    void waitsForTheCommitOfWhatHasChangedInAPartition() {
        commitSucceeds();
        read(10);
        finish(10);

        commits.commitNow(List.of(PARTITION));
        commits.commitNow(List.of(PARTITION));

        assertThat(consumer.waitedFor(PARTITION)).containsExactly(11L);
    }

    @Test
    void goesOnWhereACommitThatIsWaitedForFails() {
        consumer.refuse();

        commits.commitNow(List.of(PARTITION));

        assertThat(consumer.waitedFor(PARTITION)).containsExactly(10L);
    }

    private void commitSucceeds() {
        commits.commitWhereDue();
        consumer.last().succeed();
    }

    private void read(long... offsets) {
        for (long offset : offsets) {
            commits.tracker(PARTITION).orElseThrow().begin(offset);
        }
    }

    private void finish(long offset) {
        commits.finish(delivery(offset));
    }

    private static Delivery delivery(long offset) {
        return DocumentStage.delivery(cancel(DOCUMENT), offset);
    }
}
