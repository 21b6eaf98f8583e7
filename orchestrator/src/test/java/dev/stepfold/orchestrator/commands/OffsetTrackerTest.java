package dev.stepfold.orchestrator.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {
    @Test
    void commitsWhereItBeganWhileNothingWasRead() {
        assertThat(new OffsetTracker(new OffsetAndMetadata(17)).committable()).isEqualTo(new OffsetAndMetadata(17));
    }

    @Test
    void commitsTheLowestUnfinishedCommand() {
        OffsetTracker tracker = new OffsetTracker(new OffsetAndMetadata(0));
        tracker.begin(0, Optional.empty());
        tracker.begin(1, Optional.empty());
        tracker.begin(2, Optional.empty());

        tracker.finish(1);
        assertThat(tracker.committable().offset()).isEqualTo(0);

        tracker.finish(0);
        assertThat(tracker.committable().offset()).isEqualTo(2);

        tracker.finish(2);
        assertThat(tracker.committable().offset()).isEqualTo(3);
    }

    @Test
    void staysOpenWhereACommandIsDeliveredAgain() {
        OffsetTracker tracker = new OffsetTracker(new OffsetAndMetadata(5));
        tracker.begin(5, Optional.empty());
        tracker.begin(5, Optional.empty());

        assertThat(tracker.committable().offset()).isEqualTo(5);

        tracker.finish(5);
        assertThat(tracker.committable().offset()).isEqualTo(6);
    }

    @Test
    void tellsTheNextOwnerWhichOfTheLaterCommandsAreFinished() {
        OffsetTracker tracker = new OffsetTracker(new OffsetAndMetadata(100));
        LongStream.range(100, 110).forEach(offset -> tracker.begin(offset, Optional.empty()));
        LongStream.of(102, 103, 109).forEach(tracker::finish);

        OffsetTracker next = new OffsetTracker(tracker.committable());

        assertThat(LongStream.range(100, 112).filter(offset -> next.begin(offset, Optional.empty())))
                .containsExactly(100L, 101L, 104L, 105L, 106L, 107L, 108L, 110L, 111L);
    }

    @Test
    void saysWhatACommitTellsToBeFinished() {
        OffsetTracker tracker = new OffsetTracker(new OffsetAndMetadata(100));
        LongStream.range(100, 110).forEach(offset -> tracker.begin(offset, Optional.empty()));
        LongStream.of(100, 103).forEach(tracker::finish);
        OffsetAndMetadata commit = tracker.committable();

        assertThat(LongStream.range(98, 110).filter(offset -> OffsetTracker.isTold(commit, offset)))
                .containsExactly(98L, 99L, 100L, 103L);
    }

    @Test
    void passesOnWhatItWasToldAndHasNotReadYet() {
        OffsetTracker first = new OffsetTracker(new OffsetAndMetadata(0));
        LongStream.range(0, 10).forEach(offset -> first.begin(offset, Optional.empty()));
        first.finish(8);
        OffsetTracker second = new OffsetTracker(first.committable());
        second.begin(0, Optional.empty());
        second.begin(1, Optional.empty());
        second.finish(0);

        OffsetTracker third = new OffsetTracker(second.committable());

        assertThat(third.begin(1, Optional.empty())).isTrue();
        assertThat(third.begin(8, Optional.empty())).isFalse();
        assertThat(third.begin(9, Optional.empty())).isTrue();
    }

    @Test
    void tellsOnlyWhatABrokerTakes() {
        OffsetTracker tracker = new OffsetTracker(new OffsetAndMetadata(0));
        LongStream.range(0, 100_000).forEach(offset -> tracker.begin(offset, Optional.empty()));
        LongStream.range(1, 100_000).forEach(tracker::finish);

        OffsetAndMetadata committable = tracker.committable();

        assertThat(committable.metadata()).hasSizeLessThanOrEqualTo(4_096);
        OffsetTracker next = new OffsetTracker(committable);
        assertThat(next.begin(OffsetTracker.TOLD_MAX - 1, Optional.empty())).isFalse();
        assertThat(next.begin(OffsetTracker.TOLD_MAX, Optional.empty())).isTrue();
    }

    @Test
    void takesMetadataOfAnotherKindForNone() {
        assertThat(new OffsetTracker(new OffsetAndMetadata(0, "not base64!")).begin(0, Optional.empty()))
                .isTrue();
    }

    @Test
    void aCommandOfALaterEpochIsNotTakenForAFinishedOneThatKafkaHasLost() {
        OffsetTracker before = new OffsetTracker(new OffsetAndMetadata(0));
        LongStream.range(0, 3).forEach(offset -> before.begin(offset, Optional.of(4)));
        before.finish(2);

        OffsetTracker next = new OffsetTracker(before.committable());

        assertThat(next.begin(2, Optional.of(5))).isTrue();
        assertThat(new OffsetTracker(before.committable()).begin(2, Optional.of(4)))
                .isFalse();
    }

    @Test
    void continuesAtTheCutIfThePartitionEndsBeforeTheCommittedOffset() {
        OffsetTracker next = new OffsetTracker(new OffsetAndMetadata(9, Optional.of(4), "Bw"));

        assertThat(next.begin(5, Optional.of(5))).isTrue();
        next.finish(5);

        assertThat(next.committable().offset()).isEqualTo(6);
        assertThat(next.committable().leaderEpoch()).contains(5);
    }

    @Test
    void doesNotPassOnAsFinishedWhatWasFinishedUnderAnEarlierEpoch() {
        OffsetTracker before = new OffsetTracker(new OffsetAndMetadata(0));
        LongStream.range(0, 4).forEach(offset -> before.begin(offset, Optional.of(4)));
        before.finish(3);
        OffsetTracker afterTheCut = new OffsetTracker(before.committable());
        LongStream.range(0, 2).forEach(offset -> afterTheCut.begin(offset, Optional.of(5)));

        OffsetTracker next = new OffsetTracker(afterTheCut.committable());

        assertThat(next.begin(3, Optional.of(5))).isTrue();
    }
}
