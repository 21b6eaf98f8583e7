package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.erase;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Tombstone;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** First the commands before it, then the truth, then the news of it. */
class ErasureTest {
    private static final Instant DELETED_AT = Instant.parse("2026-01-01T00:00:09Z");

    private final DocumentStage stage = new DocumentStage();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();
    private Optional<Instant> deletedAt = Optional.of(DELETED_AT);
    private boolean kafkaIsThere = true;
    private int deletions;
    private int wakes;
    private final Erasure erasure =
            new Erasure(stage.ports(), delivery(erase(DOCUMENT), 1), null, this::deleteTopic, settled);

    @Test
    void deletesNothingBeforeTheEarlierCommandsAreSettled() throws Exception {
        assertThat(advance()).isFalse();

        assertThat(deletions).isZero();
        assertThat(stage.feed.tombstones()).isEmpty();
    }

    @Test
    void asksToBeCalledAgainWhenTheEarlierCommandsAreSettled() throws Exception {
        advance();
        assertThat(wakes).isZero();

        settled.complete(null);

        assertThat(wakes).isEqualTo(1);
    }

    @Test
    void tellsOfTheErasureOnceTheTopicIsDeleted() throws Exception {
        settled.complete(null);
        kafkaIsThere = false;
        assertThatThrownBy(this::advance).isInstanceOf(LogUnavailableException.class);
        assertThat(stage.feed.tombstones()).isEmpty();

        kafkaIsThere = true;
        advance();

        assertThat(stage.feed.tombstones()).hasSize(1);
    }

    @Test
    void isDoneOnceTheTombstoneIsDurable() throws Exception {
        settled.complete(null);
        stage.feed.hold();
        assertThat(advance()).isFalse();
        assertThat(advance()).isFalse();
        assertThat(wakes).isZero();

        stage.feed.acknowledge();

        assertThat(wakes).isEqualTo(1);
        assertThat(advance()).isTrue();
    }

    @Test
    void deletesAndTellsOnceHoweverOftenItGoesOn() throws Exception {
        settled.complete(null);
        stage.feed.hold();
        advance();
        advance();
        stage.feed.acknowledge();
        advance();

        assertThat(deletions).isEqualTo(1);
        assertThat(stage.feed.tombstones()).hasSize(1);
    }

    @Test
    void datesTheTombstoneByTheDeletionWhichIsAfterEveryEvent() throws Exception {
        settled.complete(null);

        advance();

        assertThat(stage.feed.tombstones()).containsExactly(new Tombstone(DOCUMENT, DELETED_AT));
    }

    @Test
    void datesTheTombstoneByItsBeginningWhereTheTopicWasGone() throws Exception {
        Instant began = stage.now();
        deletedAt = Optional.empty();
        settled.complete(null);
        stage.advance(Duration.ofMinutes(1));

        advance();

        assertThat(stage.feed.tombstones()).containsExactly(new Tombstone(DOCUMENT, began));
    }

    @Test
    void failsWhereTheTombstoneIsNotTaken() throws Exception {
        stage.feed.works(false);
        settled.complete(null);
        advance();

        assertThatThrownBy(this::advance).isInstanceOf(CompletionException.class);
    }

    private boolean advance() throws LogUnavailableException {
        return erasure.advance(() -> wakes++);
    }

    private Optional<Instant> deleteTopic() throws LogUnavailableException {
        if (!kafkaIsThere) {
            throw new LogUnavailableException("no answer", new TimeoutException());
        }
        deletions++;
        return deletedAt;
    }
}
