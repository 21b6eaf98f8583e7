package dev.stepfold.orchestrator.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionProgressTest {
    @Test
    void commitsWhereItBeganWhileNothingWasRead() {
        assertThat(new PartitionProgress(17).committable()).isEqualTo(17);
    }

    @Test
    void commitsTheLowestUnfinishedCommand() {
        PartitionProgress progress = new PartitionProgress(0);
        progress.begin(0);
        progress.begin(1);
        progress.begin(2);

        progress.finish(1);
        assertThat(progress.committable()).isEqualTo(0);

        progress.finish(0);
        assertThat(progress.committable()).isEqualTo(2);

        progress.finish(2);
        assertThat(progress.committable()).isEqualTo(3);
    }

    @Test
    void staysOpenWhereACommandIsDeliveredAgain() {
        PartitionProgress progress = new PartitionProgress(5);
        progress.begin(5);
        progress.begin(5);

        assertThat(progress.committable()).isEqualTo(5);

        progress.finish(5);
        assertThat(progress.committable()).isEqualTo(6);
    }
}
