package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.cancel;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.orchestrator.document.RecordingRegistry.Told;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An actor's turns, its mailbox, and how it ends. */
class DocumentActorTest {
    private static final Delivery START = delivery(start(DOCUMENT), 0);
    private static final Delivery CANCEL = delivery(cancel(DOCUMENT), 1);

    private final DocumentStage stage = new DocumentStage();
    private final RecordingRegistry registry = new RecordingRegistry();
    private final DocumentActor actor = new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, START);

    @BeforeEach
    void begin() {
        actor.start();
    }

    @Test
    void takesItsFirstCommandInItsFirstTurn() {
        stage.takeTurns();

        assertThat(stage.history()).containsExactly("agent-run started", "agent-step processing");
        assertThat(actor.taken()).containsExactly(START);
    }

    @Test
    void asksForOneTurnHoweverMuchArrivesBeforeIt() {
        actor.offer(delivery(resume(DOCUMENT, "resume-1"), 1));
        actor.offer(delivery(resume(DOCUMENT, "resume-2"), 2));

        assertThat(stage.turnsDue()).isEqualTo(1);
    }

    @Test
    void handlesWhatArrivesDuringATurnWithinItAndInItsOrder() {
        stage.log.duringNextAppend(() -> {
            actor.offer(delivery(resume(DOCUMENT, "resume-1"), 1));
            actor.offer(CANCEL);
            assertThat(stage.turnsDue()).isZero();
        });

        stage.takeTurns();

        assertThat(stage.history())
                .containsExactly(
                        "agent-run started",
                        "agent-step processing",
                        "command-rejected null",
                        "agent-step failed",
                        "agent-run cancelled");
    }

    @Test
    void beginsAnotherTurnForWhatArrivesAfterOne() {
        stage.takeTurns();

        actor.offer(CANCEL);

        assertThat(stage.turnsDue()).isEqualTo(1);
        stage.takeTurns();
        assertThat(stage.history()).last().isEqualTo("agent-run cancelled");
    }

    @Test
    void refusesACommandThatFindsTheMailboxFull() {
        fillMailbox(DocumentActor.MAILBOX_MAX - 1);

        assertThat(actor.offer(CANCEL)).isFalse();

        assertThat(actor.waiting()).hasSize(DocumentActor.MAILBOX_MAX).doesNotContain(CANCEL);
    }

    @Test
    void takesAnOutcomeThatFindsTheMailboxFullAndDropsProgress() {
        stage.takeTurns();
        fillMailbox(DocumentActor.MAILBOX_MAX);

        stage.progress("halfway");
        stage.succeed();
        stage.takeTurns();

        assertThat(stage.history()
                        .subList(2 + DocumentActor.MAILBOX_MAX, stage.history().size()))
                .containsExactly("step-result null", "agent-step complete", "agent-step processing");
    }

    @Test
    void isStoppedAtOnceBetweenTurns() {
        stage.takeTurns();

        actor.stop();

        assertThat(stage.runner.stopped()).isEqualTo(stage.runner.begun()).hasSize(1);
    }

    @Test
    void takesNoTurnAfterItWasStopped() {
        actor.stop();
        stage.takeTurns();
        actor.offer(CANCEL);

        assertThat(stage.turnsDue()).isZero();
        assertThat(stage.history()).isEmpty();
        assertThat(registry.told).isEmpty();
    }

    @Test
    void interruptsTheTurnInWhichItIsStoppedAndThenStopsTheAttempt() throws Exception {
        stage.takeTurns();
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        stage.log.duringNextAppend(() -> {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                looked.await();
            }
        });
        stage.progress("halfway");
        Thread turn = Thread.ofVirtual().start(stage::takeTurns);
        waiting.await();

        actor.stop();

        assertThat(stage.runner.stopped()).isEmpty();
        looked.countDown();
        await().until(() -> !turn.isAlive());
        assertThat(stage.runner.stopped()).isEqualTo(stage.runner.begun()).hasSize(1);
        assertThat(registry.told).isEmpty();
    }

    @Test
    void retiresOnceEverythingIsForwarded() {
        stage.feed.hold();
        actor.offer(CANCEL);
        stage.takeTurns();
        assertThat(registry.told).isEmpty();

        stage.feed.acknowledge();
        stage.takeTurns();

        assertThat(registry.told).containsExactly(new Told.AtRest(List.of(START, CANCEL)));
    }

    @Test
    void doesNotRetireWhileAnAttemptIsAtWork() {
        stage.takeTurns();
        stage.progress("halfway");
        stage.takeTurns();

        assertThat(registry.told).isEmpty();
    }

    @Test
    void goesOnWhereSomethingArrivedWhenItWouldHaveRetired() {
        registry.retirement = DocumentActor.Retirement.REFUSED;
        actor.offer(CANCEL);
        stage.takeTurns();

        actor.offer(delivery(resume(DOCUMENT, "resume-1"), 2));
        stage.takeTurns();

        assertThat(stage.history()).last().isEqualTo("command-rejected null");
    }

    @Test
    void takesAnotherCommandWithoutReadingAnythingWhereItRests() {
        registry.retirement = DocumentActor.Retirement.RESTS;
        actor.offer(CANCEL);
        stage.takeTurns();
        registry.told.clear();
        stage.log.goAwayForReads();

        Delivery resume = delivery(resume(DOCUMENT, "resume-1"), 2);
        actor.offer(resume);
        stage.takeTurns();

        assertThat(stage.history()).last().isEqualTo("command-rejected null");
        assertThat(registry.told).containsExactly(new Told.AtRest(List.of(resume)));
    }

    @Test
    void takesNothingMoreOnceItIsRetired() {
        actor.offer(CANCEL);
        stage.takeTurns();

        actor.offer(delivery(resume(DOCUMENT, "resume-1"), 2));

        assertThat(stage.turnsDue()).isZero();
    }

    private void fillMailbox(int commands) {
        IntStream.range(0, commands)
                .forEach(number -> assertThat(actor.offer(delivery(resume(DOCUMENT, "resume-" + number), 1 + number)))
                        .isTrue());
    }
}
