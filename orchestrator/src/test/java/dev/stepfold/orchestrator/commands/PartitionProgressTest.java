package dev.stepfold.orchestrator.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {
    @Test
    void commitsWhereItBeganWhileNothingWasRead() {
        assertThat(new PartitionProgress(new OffsetAndMetadata(17)).committable())
                .isEqualTo(new OffsetAndMetadata(17));
    }

    @Test
    void commitsTheLowestUnfinishedCommand() {
        PartitionProgress progress = new PartitionProgress(new OffsetAndMetadata(0));
        progress.begin(0);
        progress.begin(1);
        progress.begin(2);

        progress.finish(1);
        assertThat(progress.committable().offset()).isEqualTo(0);

        progress.finish(0);
        assertThat(progress.committable().offset()).isEqualTo(2);

        progress.finish(2);
        assertThat(progress.committable().offset()).isEqualTo(3);
    }

    @Test
    void staysOpenWhereACommandIsDeliveredAgain() {
        PartitionProgress progress = new PartitionProgress(new OffsetAndMetadata(5));
        progress.begin(5);
        progress.begin(5);

        assertThat(progress.committable().offset()).isEqualTo(5);

        progress.finish(5);
        assertThat(progress.committable().offset()).isEqualTo(6);
    }

    @Test
    void tellsTheNextOwnerWhichOfTheLaterCommandsAreFinished() {
        PartitionProgress progress = new PartitionProgress(new OffsetAndMetadata(100));
        LongStream.range(100, 110).forEach(progress::begin);
        LongStream.of(102, 103, 109).forEach(progress::finish);

        PartitionProgress next = new PartitionProgress(progress.committable());

        assertThat(LongStream.range(100, 112).filter(next::begin))
                .containsExactly(100L, 101L, 104L, 105L, 106L, 107L, 108L, 110L, 111L);
    }

    @Test
    void saysWhatACommitTellsToBeFinished() {
        PartitionProgress progress = new PartitionProgress(new OffsetAndMetadata(100));
        LongStream.range(100, 110).forEach(progress::begin);
        LongStream.of(100, 103).forEach(progress::finish);
        OffsetAndMetadata commit = progress.committable();

        assertThat(LongStream.range(98, 110).filter(offset -> PartitionProgress.isTold(commit, offset)))
                .containsExactly(98L, 99L, 100L, 103L);
    }

    @Test
    void passesOnWhatItWasToldAndHasNotReadYet() {
        PartitionProgress first = new PartitionProgress(new OffsetAndMetadata(0));
        LongStream.range(0, 10).forEach(first::begin);
        first.finish(8);
        PartitionProgress second = new PartitionProgress(first.committable());
        second.begin(0);
        second.begin(1);
        second.finish(0);

        PartitionProgress third = new PartitionProgress(second.committable());

        assertThat(third.begin(1)).isTrue();
        assertThat(third.begin(8)).isFalse();
        assertThat(third.begin(9)).isTrue();
    }

    @Test
    void tellsOnlyWhatABrokerTakes() {
        PartitionProgress progress = new PartitionProgress(new OffsetAndMetadata(0));
        LongStream.range(0, 100_000).forEach(progress::begin);
        LongStream.range(1, 100_000).forEach(progress::finish);

        OffsetAndMetadata committable = progress.committable();

        assertThat(committable.metadata()).hasSizeLessThanOrEqualTo(4_096);
        PartitionProgress next = new PartitionProgress(committable);
        assertThat(next.begin(PartitionProgress.TOLD_MAX - 1)).isFalse();
        assertThat(next.begin(PartitionProgress.TOLD_MAX)).isTrue();
    }

    @Test
    void takesMetadataOfAnotherKindForNone() {
        assertThat(new PartitionProgress(new OffsetAndMetadata(0, "not base64!")).begin(0))
                .isTrue();
    }
}
