package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.erase;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.RecordingRegistry.Told;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An actor whose document is erased while an attempt is at work. */
class DocumentActorErasureTest {
    private static final Delivery START = delivery(start(DOCUMENT), 0);
    private static final Delivery RESUME = delivery(resume(DOCUMENT, "resume-1"), 1);
    private static final Delivery ERASE = delivery(erase(DOCUMENT), 2);
    private static final Delivery LATER = delivery(cancel(DOCUMENT), 3);

    private final DocumentStage stage = new DocumentStage();
    private final RecordingRegistry registry = new RecordingRegistry();
    private final DocumentActor actor = new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, START);

    @BeforeEach
    void beginAnAttempt() {
        actor.start();
        actor.offer(RESUME);
        stage.takeTurns();
    }

    @Test
    void settlesTheEarlierCommandsAndStopsTheAttemptFirst() {
        actor.offer(ERASE);
        stage.takeTurns();

        assertThat(registry.told).containsExactly(new Told.Settling(List.of(START, RESUME)));
        assertThat(stage.runner.stopped()).hasSize(1);
        assertThat(stage.log.exists()).isTrue();
    }

    @Test
    void deletesTheTopicOnceTheEarlierCommandsAreSettled() {
        actor.offer(ERASE);
        stage.takeTurns();

        registry.settled.complete(null);
        stage.takeTurns();

        assertThat(stage.log.exists()).isFalse();
        assertThat(stage.feed.tombstones()).hasSize(1);
        assertThat(registry.told).last().isEqualTo(new Told.Erased(ERASE));
    }

    @Test
    void isErasedOnceTheTombstoneIsDurable() {
        stage.feed.hold();
        actor.offer(ERASE);
        registry.settled.complete(null);
        stage.takeTurns();
        assertThat(registry.told).noneMatch(told -> told instanceof Told.Erased);

        stage.feed.acknowledge();
        stage.takeTurns();

        assertThat(registry.told).last().isEqualTo(new Told.Erased(ERASE));
    }

    @Test
    void leavesWhatComesAfterTheErasureInTheMailbox() {
        actor.offer(ERASE);
        actor.offer(LATER);
        stage.takeTurns();
        stage.succeed();
        registry.settled.complete(null);
        stage.takeTurns();

        assertThat(actor.waiting()).containsExactly(LATER);
        assertThat(actor.taken()).containsExactly(ERASE);
        assertThat(stage.log.exists()).isFalse();
    }

    @Test
    void goesOnErasingWhenKafkaIsBackAndSettlesNothingTwice() {
        actor.offer(ERASE);
        stage.takeTurns();
        stage.log.goAway();
        registry.settled.complete(null);
        stage.takeTurns();

        stage.log.comeBack();
        stage.advance(Duration.ofSeconds(5));

        assertThat(registry.told).containsExactly(new Told.Settling(List.of(START, RESUME)), new Told.Erased(ERASE));
        assertThat(stage.log.exists()).isFalse();
    }

    @Test
    void takesTheErasureAgainWhereKafkaWasAwayBeforeItBegan() {
        stage.log.goAway();
        actor.offer(ERASE);
        stage.takeTurns();
        assertThat(registry.told).isEmpty();

        stage.log.comeBack();
        stage.advance(Duration.ofSeconds(5));

        assertThat(registry.told).containsExactly(new Told.Settling(List.of(START, RESUME)));
    }

    @Test
    void erasesNothingOnceItIsStopped() {
        actor.offer(ERASE);
        stage.takeTurns();

        actor.stop();
        registry.settled.complete(null);
        stage.takeTurns();

        assertThat(stage.log.exists()).isTrue();
        assertThat(stage.feed.tombstones()).isEmpty();
    }

    @Test
    void handsTheErasureBackWhereItsTombstoneIsRefused() {
        actor.offer(ERASE);
        actor.offer(LATER);
        stage.takeTurns();

        stage.feed.works(false);
        registry.settled.complete(null);
        stage.takeTurns();

        assertThat(registry.told).last().isEqualTo(new Told.Dropped(List.of(ERASE, LATER)));
    }
}
