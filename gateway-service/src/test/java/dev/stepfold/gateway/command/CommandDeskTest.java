package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.document.Accepted;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.Documents;
import dev.stepfold.gateway.document.ProjectionAnswer;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an {@code Idempotency-Key} promises where Kafka is slow, or fails; the commands seen in Kafka are told of by hand. */
@Timeout(30)
final class CommandDeskTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final RunRequest REQUEST = new RunRequest("Track", DOCUMENT, null, RunOptions.DEFAULT);
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private final KeyedCommands keyed = new KeyedCommands(Duration.ofSeconds(20));
    private final ScriptedLog log = new ScriptedLog();
    private boolean keysAreKnown = true;
    private final CommandDesk desk = new CommandDesk(
            new Documents(_ -> new ProjectionAnswer.Unknown(), (_, _, _) -> Optional.empty(), accepted, () -> true),
            accepted,
            new TopicBudget(10, Clock.systemUTC()),
            keyed,
            () -> keysAreKnown,
            log,
            Clock.systemUTC(),
            UUID::randomUUID);

    @Test
    void erasesByTheRepeatedCallWhereTheFirstFails() throws Exception {
        // Given
        desk.startDocument(REQUEST, caller(null));
        log.holdsNext();
        FutureTask<Accepted> first = call(() -> desk.erase(DOCUMENT, caller("key")));
        log.awaitHeld();
        FutureTask<Accepted> second = callAndAwaitRest(() -> desk.erase(DOCUMENT, caller("key")));

        // When
        log.release(ScriptedLog.Outcome.LOST);

        // Then
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        CommandId answered = second.get().commandId();
        assertThat(log.written(Command.Erase.class))
                .extracting(Command::commandId)
                .containsExactly(answered);
    }

    @Test
    void letsNobodyChooseAnIdOfTheFormThatKeysLeadTo() throws Exception {
        // Given
        RunRequest unnamed = new RunRequest("Track", null, null, RunOptions.DEFAULT);
        DocumentId derived =
                desk.startDocument(unnamed, caller("key")).accepted().documentId();
        RunRequest chosen = new RunRequest("Track", derived, null, RunOptions.DEFAULT);
        RunRequest written = new RunRequest(
                "Track",
                new DocumentId(derived.value().toUpperCase(Locale.ROOT).replace("-", "")),
                null,
                RunOptions.DEFAULT);
        RunRequest random =
                new RunRequest("Track", new DocumentId(UUID.randomUUID().toString()), null, RunOptions.DEFAULT);

        // Then
        for (RunRequest taken : List.of(chosen, written)) {
            assertThatThrownBy(() -> desk.startDocument(taken, caller("another")))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.field()).hasValue("documentId"));
        }
        assertThat(desk.startDocument(random, caller("another")).accepted().documentId())
                .isEqualTo(random.documentId());
    }

    @Test
    void erasesOnceWhereTheFirstOfTwoCallsIsDurable() throws Exception {
        // Given
        desk.startDocument(REQUEST, caller(null));
        log.holdsNext();
        FutureTask<Accepted> first = call(() -> desk.erase(DOCUMENT, caller("key")));
        log.awaitHeld();
        FutureTask<Accepted> second = callAndAwaitRest(() -> desk.erase(DOCUMENT, caller("key")));
        assertThat(second.isDone()).as("answered before the first is durable").isFalse();

        // When
        log.release(ScriptedLog.Outcome.TAKEN);

        // Then
        assertThat(second.get()).isEqualTo(first.get());
        assertThat(log.written(Command.Erase.class)).hasSize(1);
    }

    @Test
    void writesAStartAgainThatWasNotTaken() throws Exception {
        log.takesNext(ScriptedLog.Outcome.LOST);
        assertThatThrownBy(() -> desk.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);

        Accepted again = desk.startDocument(REQUEST, caller("key")).accepted();

        assertThat(log.written(Command.StartRun.class))
                .extracting(Command::commandId)
                .containsExactly(again.commandId());
    }

    @Test
    void doesNotWriteAStartAgainThatWasTakenThoughNobodySaidSo() throws Exception {
        // Given
        log.takesNext(ScriptedLog.Outcome.TAKEN_UNACKNOWLEDGED);
        assertThatThrownBy(() -> desk.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);
        log.written(Command.class).forEach(this::isSeen);
        desk.erase(DOCUMENT, caller(null));

        // When
        Accepted again = desk.startDocument(REQUEST, caller("key")).accepted();

        // Then
        assertThat(log.written(Command.StartRun.class))
                .extracting(Command::commandId)
                .containsExactly(again.commandId());
    }

    @Test
    void takesNoKeyBeforeItKnowsWhatKeysWereUsedFor() throws Exception {
        keysAreKnown = false;

        assertThatThrownBy(() -> desk.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);

        assertThat(log.written(Command.class)).isEmpty();
        assertThat(desk.startDocument(REQUEST, caller(null)).accepted().documentId())
                .isEqualTo(DOCUMENT);
    }

    private void isSeen(Command command) {
        keyed.notice(command);
        accepted.notice(command);
    }

    private static CallerContext caller(@Nullable String key) {
        return new CallerContext(Caller.LOCAL, key, TRACE);
    }

    private interface Call {
        Taken take() throws LogUnavailableException;
    }

    private static FutureTask<Accepted> call(Call call) {
        FutureTask<Accepted> task = new FutureTask<>(() -> call.take().accepted());
        Thread.ofPlatform().start(task);
        return task;
    }

    /** Returns once the call is answered, or waits for something. */
    private static FutureTask<Accepted> callAndAwaitRest(Call call) {
        FutureTask<Accepted> task = new FutureTask<>(() -> call.take().accepted());
        Thread thread = Thread.ofPlatform().start(task);
        await().until(() -> task.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    /** Takes commands; the next one as it is told. */
    private static final class ScriptedLog implements CommandLog {
        private final List<Command> written = new ArrayList<>();
        private final CountDownLatch held = new CountDownLatch(1);
        private final CompletableFuture<Outcome> ofHeld = new CompletableFuture<>();
        private CompletableFuture<Outcome> next = TAKEN;

        private enum Outcome {
            TAKEN,
            LOST,
            TAKEN_UNACKNOWLEDGED
        }

        private static final CompletableFuture<Outcome> TAKEN = CompletableFuture.completedFuture(Outcome.TAKEN);

        @Override
        public void append(Command command, Traceparent trace) throws LogUnavailableException {
            Outcome outcome = nextOutcome().join();
            synchronized (this) {
                if (outcome != Outcome.LOST) {
                    written.add(command);
                }
            }
            if (outcome != Outcome.TAKEN) {
                throw new LogUnavailableException("not acknowledged", new IOException("scripted"));
            }
        }

        private synchronized CompletableFuture<Outcome> nextOutcome() {
            CompletableFuture<Outcome> outcome = next;
            next = TAKEN;
            if (!outcome.isDone()) {
                held.countDown();
            }
            return outcome;
        }

        synchronized void takesNext(Outcome outcome) {
            next = CompletableFuture.completedFuture(outcome);
        }

        /** Lets the next command wait for {@link #release}. */
        synchronized void holdsNext() {
            next = ofHeld;
        }

        void awaitHeld() throws InterruptedException {
            held.await();
        }

        void release(Outcome outcome) {
            ofHeld.complete(outcome);
        }

        synchronized <C extends Command> List<C> written(Class<C> type) {
            return written.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
