package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.orchestrator.document.RecordingRegistry.Told;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An actor while Kafka is away, and where another writer came between. */
class DocumentActorOutageTest {
    private static final Delivery START = delivery(start(DOCUMENT), 0);
    private static final Delivery RESUME = delivery(resume(DOCUMENT, "resume-1"), 1);
    private static final Delivery CANCEL = delivery(cancel(DOCUMENT), 2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final DocumentStage stage = new DocumentStage();
    private final RecordingRegistry registry = new RecordingRegistry();
    private final DocumentActor actor = new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, START);

    @BeforeEach
    void begin() {
        actor.start();
    }

    @Test
    void postponesTheTurnLongerEachTimeWhileKafkaIsAway() {
        stage.log.goAway();
        stage.takeTurns();

        assertThat(waits(8)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
    }

    @Test
    void waitsAShortWhileAgainAfterKafkaWasThere() {
        stage.log.goAway();
        stage.takeTurns();
        waits(5);
        stage.log.comeBack();
        stage.advance(LONGEST_WAIT);

        stage.log.goAway();
        actor.offer(RESUME);
        stage.takeTurns();

        assertThat(waits(1)).containsExactly(100L);
    }

    @Test
    void beginsNoTurnForWhatArrivesWhileATurnIsPostponed() {
        stage.log.goAway();
        stage.takeTurns();

        actor.offer(CANCEL);

        assertThat(stage.turnsDue()).isZero();
        assertThat(stage.runner.timers()).hasSize(1);
    }

    @Test
    void triesTheSameMessageAgainBeforeWhatCameAfterIt() {
        stage.takeTurns();
        stage.log.goAway();
        actor.offer(RESUME);
        stage.takeTurns();
        actor.offer(CANCEL);

        stage.log.comeBack();
        stage.advance(LONGEST_WAIT);

        assertThat(stage.history().subList(2, 5))
                .containsExactly("command-rejected null", "agent-step failed", "agent-run cancelled");
        assertThat(registry.told).containsExactly(new Told.AtRest(List.of(START, RESUME, CANCEL)));
    }

    @Test
    void readsWhatBecameOfAnAppendThatWasNotAcknowledgedBeforeItDecidesAgain() {
        stage.log.failNextAppendAfter(1);
        stage.takeTurns();

        stage.advance(LONGEST_WAIT);

        assertThat(stage.history()).containsExactly("agent-run started", "agent-step processing");
        assertThat(stage.log.records).hasSize(2);
        assertThat(registry.told).isEmpty();
    }

    @Test
    void isStoppedAtOnceWhileItWaitsForKafka() {
        stage.takeTurns();
        stage.log.goAway();
        stage.progress("halfway");
        stage.takeTurns();

        actor.stop();
        stage.log.comeBack();
        stage.advance(LONGEST_WAIT);

        assertThat(stage.runner.stopped()).hasSize(1);
        assertThat(stage.history()).containsExactly("agent-run started", "agent-step processing");
    }

    @Test
    void dropsTheDocumentWithEveryUnfinishedCommandWhereItLosesARace() {
        stage.takeTurns();
        stage.log.write(new RecordedEvent(
                DOCUMENT,
                new RunId("run-1"),
                2,
                stage.now(),
                new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "theirs", 1, 4)));
        actor.offer(RESUME);
        actor.offer(CANCEL);

        stage.takeTurns();

        assertThat(registry.told).containsExactly(new Told.Dropped(List.of(START, RESUME, CANCEL)));
        assertThat(stage.runner.stopped()).hasSize(1);
    }

    @Test
    void refusesACommandThatComesAfterItGaveUpThoseUnfinished() {
        stage.takeTurns();
        stage.loseNextRace();
        actor.offer(RESUME);
        stage.takeTurns();

        assertThat(actor.offer(CANCEL)).isFalse();
        assertThat(actor.waiting()).isEmpty();
    }

    @Test
    void waitsAndLosesNoAttemptWhileTheFeedRefusesAnEvent() {
        stage.takeTurns();
        stage.feed.works(false);
        stage.progress("halfway");
        stage.takeTurns();
        stage.succeed();
        stage.takeTurns();
        assertThat(waits(6)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L);
        assertThat(stage.history())
                .containsExactly("agent-run started", "agent-step processing", "agent-step processing");

        stage.feed.works(true);
        stage.advance(LONGEST_WAIT);

        assertThat(stage.history().subList(3, 6))
                .containsExactly("step-result null", "agent-step complete", "agent-step processing");
        assertThat(stage.feed.forwarded()).isEqualTo(stage.log.counted());
        assertThat(registry.told).isEmpty();
    }

    @Test
    void sendsAgainWhatTheFeedRefusedThoughNothingElseHappens() {
        stage.takeTurns();
        stage.feed.works(false);
        stage.progress("halfway");
        stage.takeTurns();

        stage.feed.works(true);
        stage.advance(LONGEST_WAIT);

        assertThat(stage.feed.forwarded()).hasSize(3).isEqualTo(stage.log.counted());
    }

    @Test
    void dropsTheDocumentAfterADefect() {
        failNextAppend();

        stage.takeTurns();

        assertThat(registry.told).containsExactly(new Told.Dropped(List.of(START)));
    }

    @Test
    void takesAndInterruptsNoTurnOnceItIsDropped() {
        failNextAppend();
        stage.takeTurns();

        actor.offer(CANCEL);
        actor.stop();

        assertThat(stage.turnsDue()).isZero();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void handsNothingBackWhereItFailsAfterItWasStopped() {
        stage.takeTurns();
        stage.log.duringNextAppend(() -> {
            actor.stop();
            throw new IllegalStateException("a defect, after the stop");
        });
        actor.offer(CANCEL);

        stage.takeTurns();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(registry.told).isEmpty();
        assertThat(stage.runner.stopped()).hasSize(1);
    }

    private void failNextAppend() {
        stage.log.duringNextAppend(() -> {
            throw new IllegalStateException("a defect");
        });
    }

    /** How long it waits before each of its next tries, in milliseconds. */
    private List<Long> waits(int tries) {
        List<Long> waits = new ArrayList<>();
        for (int count = 0; count < tries; count++) {
            Duration wait = stage.untilNextTimer();
            waits.add(wait.toMillis());
            stage.advance(wait);
        }
        return waits;
    }
}
