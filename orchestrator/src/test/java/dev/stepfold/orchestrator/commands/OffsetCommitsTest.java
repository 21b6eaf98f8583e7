package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.PartitionLease;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

/** What is committed and when, and which leases that renews. */
class OffsetCommitsTest extends CommitsStage {
    private static final Duration INTERVAL = Duration.ofMillis(500);

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
    void commitsAtOnceWhereThatIsWaitedForAndThenAtIntervalsAgain() {
        commitSucceeds();
        read(10);
        finish(10);

        var _ = commits.commit(PARTITION, List.of(delivery(10)));
        commitSucceeds();
        assertThat(consumer.last().offset(PARTITION)).isEqualTo(11);

        commits.commitWhereDue();
        assertThat(consumer.begun()).hasSize(2);
    }

    @Test
    void repeatsACommitThatFailed() {
        commitSucceeds();
        read(10);
        finish(10);
        now = now.plus(INTERVAL);
        commits.commitWhereDue();
        consumer.last().fail();

        now = now.plus(INTERVAL);
        commits.commitWhereDue();

        assertThat(consumer.begun())
                .extracting(commit -> commit.offset(PARTITION))
                .containsExactly(10L, 11L, 11L);
    }

    @Test
    void repeatsACommitThatIsWaitedForAtIntervalsIfItFailed() {
        commitSucceeds();
        read(10);
        finish(10);
        var waiting = commits.commit(PARTITION, List.of(delivery(10)));
        commits.commitWhereDue();
        consumer.last().fail();

        commits.commitWhereDue();
        assertThat(consumer.begun()).hasSize(2);

        now = now.plus(INTERVAL);
        commitSucceeds();
        assertThat(waiting).isCompleted();
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
}
