package dev.stepfold.orchestrator.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import dev.stepfold.schemas.state.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class FollowedRunTest {
    private static final DocumentId DOCUMENT = new DocumentId("document-1");
    private static final RunId RUN = new RunId("run-1");
    private static final int STEPS = 100;

    /** A run of so many progress messages, started at 0 and completed at the end. */
    private final List<RecordedEvent> log = new ArrayList<>();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<FollowedRun> over = new CopyOnWriteArrayList<>();

    FollowedRunTest() {
        add(new AgentRun.Started(new CommandId("c"), Owner.LOCAL, "Create a shop", RunOptions.DEFAULT, null));
        for (int i = 1; i <= STEPS; i++) {
            add(new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, Integer.toString(i), 1, 1));
        }
        add(new AgentRun.Completed(Duration.ZERO, null, List.of()));
    }

    @Test
    void passesOverEventsThatArriveAgain() {
        FollowedRun run = followed(this::hear);

        for (RecordedEvent event : log) {
            run.offer(event);
            run.offer(event);
            if (event.sequence() % (FollowedRun.BUFFER_MAX / 3) == 0) {
                await().until(() -> heard.size() >= event.sequence());
            }
        }

        assertThat(result(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertHeardEverythingOnce();
        assertThat(reads).hasValue(0);
    }

    @Test
    void readsAHoleFromTheDocumentsTopic() {
        FollowedRun run = followed(this::hear);

        run.offer(log.getFirst());
        run.offer(log.getLast());

        assertThat(result(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertHeardEverythingOnce();
        assertThat(reads).hasValue(1);
    }

    @Test
    void readsWhatASlowListenerLetPass() throws InterruptedException {
        CountDownLatch listening = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        FollowedRun run = followed((step, status, message) -> {
            hear(step, status, message);
            listening.countDown();
            awaitQuietly(slow);
        });
        log.subList(0, 2).forEach(run::offer);
        listening.await();

        log.subList(2, log.size()).forEach(run::offer);
        slow.countDown();

        assertThat(result(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertHeardEverythingOnce();
    }

    @Test
    void looksIntoTheTopicAfterALapseUntilKafkaAnswers() {
        AtomicInteger refusals = new AtomicInteger(2);
        FollowedRun run = new FollowedRun(
                DOCUMENT,
                RUN,
                this::hear,
                (document, from) -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new LogUnavailableException("as scripted", new TimeoutException());
                    }
                    return read(document, from);
                },
                over::add);
        run.start();

        run.look();

        assertThat(result(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertHeardEverythingOnce();
    }

    @Test
    void goesOnTellingAListenerThatThrows() {
        FollowedRun run = followed((step, status, message) -> {
            hear(step, status, message);
            if (heard.size() <= 2) {
                throw new IllegalStateException("as scripted");
            }
        });

        run.look();

        assertThat(result(run).status()).isEqualTo(RunStatus.COMPLETED);
        assertHeardEverythingOnce();
    }

    @Test
    void makesRoomBeforeAnybodyLearnsThatTheRunIsAtRest() {
        FollowedRun run = followed(this::hear);
        CompletableFuture<Boolean> roomMade = run.atRest().thenApply(_ -> over.contains(run));

        run.look();

        assertThat(roomMade.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
    }

    @Test
    void endsTheFollowingWhenTheFutureIsCancelled() {
        FollowedRun run = followed(this::hear);
        run.atRest().cancel(false);

        run.look();

        assertThat(over).containsOnly(run);
        assertThat(heard).isEmpty();
    }

    private FollowedRun followed(StepProgressListener listener) {
        FollowedRun run = new FollowedRun(DOCUMENT, RUN, listener, this::read, over::add);
        run.start();
        return run;
    }

    private void hear(StepId step, StepStatus status, String message) {
        heard.add(step + " " + status.wireName() + " " + message);
    }

    private Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) {
        assertThat(documentId).isEqualTo(DOCUMENT);
        reads.incrementAndGet();
        return Optional.of(new DocumentLogSlice(log.subList((int) fromSequence, log.size()), log.size()));
    }

    private void assertHeardEverythingOnce() {
        List<String> all = new ArrayList<>();
        for (int i = 1; i <= STEPS; i++) {
            all.add("prompt-understanding processing " + i);
        }
        assertThat(heard).isEqualTo(all);
    }

    private static DocumentState result(FollowedRun run) {
        return run.atRest().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void add(DocumentEvent event) {
        log.add(new RecordedEvent(DOCUMENT, RUN, log.size(), Instant.EPOCH, event));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
