package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.pause;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.retry;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The timer that ends an attempt at the deadline of its run. */
class DocumentDeadlineTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LONG_PAUSE = Duration.ofHours(1);
    private static final Delivery START =
            delivery(start(DOCUMENT, new RunOptions(true, true, LIMIT, RetryPolicy.DEFAULT, null)), 0);

    private final DocumentStage stage = new DocumentStage();
    private final Instant began = stage.now();
    private DocumentActor actor = newActor(START);
    private long offset;

    @BeforeEach
    void begin() {
        actor.start();
        stage.takeTurns();
    }

    @Test
    void endsTheAttemptAndTheRun() {
        stage.advance(LIMIT);

        assertThat(stage.history())
                .containsExactly("agent-run started", "agent-step processing", "agent-step failed", "agent-run failed");
        assertThat(stage.runner.stopped()).isEqualTo(stage.runner.begun()).hasSize(1);
    }

    @Test
    void isSetOnceForEachAttempt() {
        stage.progress("halfway");
        stage.takeTurns();
        assertThat(stage.runner.timers()).containsExactly(began.plus(LIMIT));

        stage.succeed();
        stage.takeTurns();
        assertThat(stage.runner.timers()).containsExactly(began.plus(LIMIT));
    }

    @Test
    void letsAStepInFlightFinishWhileTheRunIsPausedHoweverLongThatTakes() {
        send(pause(DOCUMENT, "pause-1"));
        assertThat(stage.runner.timers()).isEmpty();

        stage.advance(LONG_PAUSE);

        assertThat(stage.runner.stopped()).isEmpty();
        stage.succeed();
        stage.takeTurns();
        assertThat(stage.history()).endsWith("agent-run paused", "step-result null", "agent-step complete");
    }

    @Test
    void goesOffLaterByTheTimeOfAPauseForTheSameAttempt() {
        stage.advance(Duration.ofMinutes(1));
        send(pause(DOCUMENT, "pause-1"));
        stage.advance(LONG_PAUSE);
        send(resume(DOCUMENT, "resume-1"));

        assertThat(stage.runner.begun()).hasSize(1);
        assertThat(stage.runner.timers()).containsExactly(began.plus(LIMIT).plus(LONG_PAUSE));
        stage.advance(Duration.ofMinutes(4));
        assertThat(stage.history()).endsWith("agent-run resumed", "agent-step failed", "agent-run failed");
        assertThat(stage.runner.stopped()).hasSize(1);
    }

    @Test
    void goesOffLaterByTheTimeOfAPauseThoughTheOrchestratorRestartedMeanwhile() {
        send(pause(DOCUMENT, "pause-1"));
        actor.stop();
        stage.advance(LONG_PAUSE);

        actor = newActor(delivery(resume(DOCUMENT, "resume-1"), 2));
        actor.start();
        stage.takeTurns();

        assertThat(stage.history()).endsWith("agent-run paused", "agent-step processing", "agent-run resumed");
        assertThat(stage.runner.begun()).hasSize(2);
        assertThat(stage.runner.timers()).containsExactly(began.plus(LIMIT).plus(LONG_PAUSE));
    }

    @Test
    void isSetAnewForARetry() {
        stage.advance(LIMIT);
        stage.advance(LONG_PAUSE);

        actor = newActor(delivery(retry(DOCUMENT, "retry-1"), 2));
        actor.start();
        stage.takeTurns();

        assertThat(stage.history()).endsWith("agent-run resumed", "agent-step processing");
        assertThat(stage.runner.timers()).containsExactly(stage.now().plus(LIMIT));
    }

    @Test
    void isTakenBackWhenTheDocumentIsGivenUp() {
        actor.stop();

        assertThat(stage.runner.timers()).isEmpty();
    }

    private void send(Command command) {
        assertThat(actor.offer(delivery(command, ++offset))).isTrue();
        stage.takeTurns();
    }

    private DocumentActor newActor(Delivery first) {
        return new DocumentActor(DOCUMENT, stage.ports(), new RecordingRegistry(), () -> true, first);
    }
}
