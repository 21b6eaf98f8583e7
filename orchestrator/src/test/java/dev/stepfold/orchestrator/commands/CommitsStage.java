package dev.stepfold.orchestrator.commands;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;

import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.DocumentStage;
import dev.stepfold.schemas.KafkaNames;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.BeforeEach;

/** The commits of a partition that is owned from offset 10 on; the test says what time it is and what Kafka answers. */
abstract class CommitsStage {
    static final Duration SESSION = Duration.ofSeconds(6);
    static final int OTHER_PARTITION = PARTITION + 1;

    final CommitRecorder consumer = new CommitRecorder();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final OffsetCommits commits = new OffsetCommits(consumer, KafkaNames.DEFAULT.commands(), () -> now, SESSION);

    @BeforeEach
    final void ownAPartition() {
        commits.assign(PARTITION, new OffsetAndMetadata(10));
    }

    final void commitSucceeds() {
        commits.commitWhereDue();
        consumer.last().succeed();
    }

    final void read(long... offsets) {
        for (long offset : offsets) {
            commits.tracker(PARTITION).orElseThrow().begin(offset, Optional.empty());
        }
    }

    final void finish(long offset) {
        commits.finish(delivery(offset));
    }

    static Delivery delivery(long offset) {
        return DocumentStage.delivery(cancel(DOCUMENT), offset);
    }
}
