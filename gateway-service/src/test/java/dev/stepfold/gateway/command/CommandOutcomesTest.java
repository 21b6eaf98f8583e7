package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.HistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CommandOutcomesTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final CommandId PAUSE = new CommandId("pause-it");
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration IMPATIENT = Duration.ofMillis(50);
    private static final Owner WAITER = new Owner("waiter");

    private final FakeRecorded recorded = new FakeRecorded(DOCUMENT);
    private final Watchers watchers = new Watchers();
    private final CommandOutcomes outcomes = new CommandOutcomes(recorded, watchers, 1, 1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void findsAnAnswerThatCameBeforeItWaited() {
        recorded.append(SampleRun.from(
                DOCUMENT, 0, List.of(SampleRun.started(), new AgentRun.Paused(PAUSE), SampleRun.completed())));

        assertThat(outcomes.await(WAITER, pauseAfter(0), PATIENT))
                .hasValueSatisfying(event -> assertThat(event.sequence()).isEqualTo(1));
        assertThat(watchers.count()).isZero();
    }

    @Test
    void waitsForAnAnswerAndIgnoresTheOthers() {
        CompletableFuture<Optional<HistoryEvent>> waiting = waiting(DocumentState.SEQUENCE_NONE);

        happen(0, SampleRun.started());
        happen(1, new AgentRun.Paused(new CommandId("another")));
        happen(2, new AgentRun.Paused(PAUSE));

        assertThat(waiting.join())
                .hasValueSatisfying(event -> assertThat(event.sequence()).isEqualTo(2));
    }

    @Test
    void reportsNoOutcomeWhenTimeIsUp() {
        happen(0, SampleRun.started());

        assertThat(outcomes.await(WAITER, pauseAfter(0), IMPATIENT)).isEmpty();
        assertThat(watchers.count()).isZero();
    }

    @Test
    void doesNotWaitLongerBecauseOtherEventsArrive() {
        List<DocumentEvent> many =
                new ArrayList<>(Collections.nCopies(1_000, SampleRun.processing(StepId.first(), "on")));
        recorded.append(SampleRun.from(DOCUMENT, 0, many));

        assertThat(outcomes.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), Duration.ofNanos(1)))
                .isEmpty();
        assertThat(recorded.reads()).isLessThan(3);
    }

    @Test
    void doesNotWaitIfTooManyDo() {
        CompletableFuture<Optional<HistoryEvent>> waiting = waiting(DocumentState.SEQUENCE_NONE);

        assertThat(outcomes.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), PATIENT))
                .isEmpty();

        happen(0, new AgentRun.Paused(PAUSE));
        assertThat(waiting.join()).isPresent();
        assertThat(outcomes.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), PATIENT))
                .isPresent();
    }

    @Test
    void hasNoRoomForAnOwnerAtItsLimit() {
        assertThat(outcomes.hasRoomFor(WAITER)).isTrue();
        CompletableFuture<Optional<HistoryEvent>> waiting = waiting(DocumentState.SEQUENCE_NONE);

        assertThat(outcomes.hasRoomFor(WAITER)).isFalse();
        assertThat(outcomes.hasRoomFor(new Owner("somebody else"))).isTrue();

        happen(0, new AgentRun.Paused(PAUSE));
        assertThat(waiting.join()).isPresent();
        assertThat(outcomes.hasRoomFor(WAITER)).isTrue();
    }

    @Test
    void doesNotWaitForAnOwnerAtItsLimitThoughAnotherStillCould() {
        CommandOutcomes roomy = new CommandOutcomes(recorded, watchers, 2, 1);
        CompletableFuture<Optional<HistoryEvent>> waiting = CompletableFuture.supplyAsync(
                () -> roomy.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), PATIENT), threads);
        Awaitility.await().until(() -> watchers.count() == 1);

        assertThat(roomy.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), PATIENT))
                .isEmpty();

        happen(0, new AgentRun.Paused(PAUSE));
        assertThat(waiting.join()).isPresent();
        assertThat(roomy.await(WAITER, pauseAfter(DocumentState.SEQUENCE_NONE), PATIENT))
                .isPresent();
    }

    @Test
    void stopsWaitingWhenTheGatewayStops() {
        CompletableFuture<Optional<HistoryEvent>> waiting = waiting(DocumentState.SEQUENCE_NONE);

        watchers.closeAll();

        assertThat(waiting.join()).isEmpty();
    }

    @Test
    void reportsNoOutcomeIfTheLogDoesNotAnswer() {
        recorded.logDown();

        assertThat(outcomes.await(WAITER, pauseAfter(0), PATIENT)).isEmpty();
        assertThat(watchers.count()).isZero();
    }

    private CompletableFuture<Optional<HistoryEvent>> waiting(long after) {
        CompletableFuture<Optional<HistoryEvent>> waiting =
                CompletableFuture.supplyAsync(() -> outcomes.await(WAITER, pauseAfter(after), PATIENT), threads);
        Awaitility.await().until(() -> watchers.count() == 1);
        return waiting;
    }

    private void happen(long sequence, DocumentEvent event) {
        RecordedEvent recordedEvent = SampleRun.at(DOCUMENT, sequence, event);
        recorded.append(List.of(recordedEvent));
        watchers.dispatch(EventFrame.of(recordedEvent));
    }

    private static CommandReceipt pauseAfter(long sequence) {
        return new CommandReceipt(new AcceptedCommand(DOCUMENT, SampleRun.RUN, PAUSE, Owner.LOCAL), sequence);
    }
}
