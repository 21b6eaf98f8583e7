package dev.stepfold.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.document.AcceptedCommand;
import dev.stepfold.gateway.document.AcceptedDocuments;
import dev.stepfold.gateway.document.ProjectionAnswer;
import dev.stepfold.gateway.document.VisibleDocuments;
import dev.stepfold.gateway.problem.ProblemCode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an {@code Idempotency-Key} promises if Kafka is slow or fails; the test itself reports the commands seen in
 * Kafka.
 */
@Timeout(30)
final class CommandServiceTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final RunRequest REQUEST = new RunRequest("Track", DOCUMENT, null, RunOptions.DEFAULT);
    private static final Caller ALICE = new Caller(new Owner("alice"), false, Instant.MAX);
    private static final Caller EVE = new Caller(new Owner("eve"), false, Instant.MAX);
    private static final Traceparent TRACE = Traceparent.random(new Random(1));

    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private final KeyedCommands keyed = new KeyedCommands(Duration.ofSeconds(20));
    private final ScriptedLog log = new ScriptedLog();
    private boolean keysAreKnown = true;
    private final CommandService commands = new CommandService(
            new VisibleDocuments(
                    _ -> new ProjectionAnswer.Unknown(),
                    (_, _, _) -> Optional.empty(),
                    accepted,
                    () -> true,
                    new RecentEvents(0)),
            accepted,
            new DocumentQuota(KafkaNames.DEFAULT, 10, Clock.systemUTC()),
            keyed,
            () -> keysAreKnown,
            log,
            Clock.systemUTC(),
            UUID::randomUUID);

    @Test
    void erasesByTheRepeatedCallIfTheFirstFails() throws Exception {
        // Given
        commands.startDocument(REQUEST, caller(null));
        log.holdsNext();
        FutureTask<AcceptedCommand> first = call(() -> commands.erase(DOCUMENT, caller("key")));
        log.awaitHeld();
        FutureTask<AcceptedCommand> second = callAndAwaitRest(() -> commands.erase(DOCUMENT, caller("key")));

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
    void erasesOnceIfTheFirstOfTwoCallsIsDurable() throws Exception {
        // Given
        commands.startDocument(REQUEST, caller(null));
        log.holdsNext();
        FutureTask<AcceptedCommand> first = call(() -> commands.erase(DOCUMENT, caller("key")));
        log.awaitHeld();
        FutureTask<AcceptedCommand> second = callAndAwaitRest(() -> commands.erase(DOCUMENT, caller("key")));
        assertThat(second.isDone()).as("answered before the first is durable").isFalse();

        // When
        log.release(ScriptedLog.Outcome.TAKEN);

        // Then
        assertThat(second.get()).isEqualTo(first.get());
        assertThat(log.written(Command.Erase.class)).hasSize(1);
    }

    @Test
    void writesAStartAgainThatWasNotAccepted() throws Exception {
        log.takesNext(ScriptedLog.Outcome.LOST);
        assertThatThrownBy(() -> commands.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);

        AcceptedCommand again = commands.startDocument(REQUEST, caller("key")).accepted();

        assertThat(log.written(Command.StartRun.class))
                .extracting(Command::commandId)
                .containsExactly(again.commandId());
    }

    @Test
    void doesNotWriteAStartAgainThatIsDurableButUnacknowledged() throws Exception {
        // Given
        log.takesNext(ScriptedLog.Outcome.TAKEN_UNACKNOWLEDGED);
        assertThatThrownBy(() -> commands.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);
        log.written(Command.class).forEach(this::isSeen);
        commands.erase(DOCUMENT, caller(null));

        // When
        AcceptedCommand again = commands.startDocument(REQUEST, caller("key")).accepted();

        // Then
        assertThat(log.written(Command.StartRun.class))
                .extracting(Command::commandId)
                .containsExactly(again.commandId());
    }

    @Test
    void acceptsNoKeyBeforeItKnowsWhatKeysWereUsedFor() throws Exception {
        keysAreKnown = false;

        assertThatThrownBy(() -> commands.startDocument(REQUEST, caller("key")))
                .isInstanceOf(LogUnavailableException.class);

        assertThat(log.written(Command.class)).isEmpty();
        assertThat(commands.startDocument(REQUEST, caller(null)).accepted().documentId())
                .isEqualTo(DOCUMENT);
    }

    /** A key that was used at another version of the gateway must keep its meaning. */
    @Test
    void derivesTheSameIdsFromAKeyAsEver() throws Exception {
        AcceptedCommand made = commands.startDocument(unnamed(), caller("key")).accepted();

        assertThat(made.documentId().value()).isEqualTo("590051d0-3bd6-8fac-a9f3-a36316d9104f");
        assertThat(made.runId()).isEqualTo(new RunId("01d6506d-c712-8a7b-b0b1-9590ddea9afd"));
        assertThat(made.commandId().value()).startsWith("1b119961-56be-82ff-af7e-a7730bcabed8-");
    }

    @Test
    void reservesADerivedIdForTheCallWithItsKey() throws Exception {
        // Given
        DocumentId ofAlice = new CallIds(UUID::randomUUID, ALICE.owner(), "key", "start-document", "").documentId();
        DocumentId otherwiseWritten = new DocumentId(ofAlice.value().toUpperCase(Locale.ROOT));

        for (DocumentId id : List.of(ofAlice, otherwiseWritten)) {
            for (CallerContext other :
                    List.of(caller(EVE, null), caller(EVE, "key"), caller(ALICE, null), caller(ALICE, "another key"))) {
                // When
                ThrowingCallable call = () -> commands.startDocument(named(id), other);

                // Then
                assertRefused(call);
            }
        }
        assertThat(log.written(Command.class)).isEmpty();
        assertThat(commands.startDocument(unnamed(), caller(ALICE, "key"))
                        .accepted()
                        .documentId())
                .isEqualTo(ofAlice);
        assertRefused(() -> commands.startDocument(named(ofAlice), caller(EVE, null)));
    }

    @Test
    void letsTheCallWithItsKeyNameItsDerivedId() throws Exception {
        DocumentId ofAlice = new CallIds(UUID::randomUUID, ALICE.owner(), "key", "start-document", "").documentId();

        AcceptedCommand made =
                commands.startDocument(named(ofAlice), caller(ALICE, "key")).accepted();

        assertThat(made.documentId()).isEqualTo(ofAlice);
        assertThat(commands.startDocument(named(ofAlice), caller(ALICE, "key")).accepted())
                .isEqualTo(made);
        assertThat(log.written(Command.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0b8a8a0e-6a2c-4f0e-9c5e-0a8d5a1f7c11",
                "0b8a8a0e-6a2c-5f0e-9c5e-0a8d5a1f7c11",
                "0198f0a0-6a2c-7f0e-9c5e-0a8d5a1f7c11",
                "0b8a8a0e6a2c8f0e9c5e0a8d5a1f7c11",
                "my-document"
            })
    void acceptsAllOtherIdsThatACallerChooses(String id) throws Exception {
        AcceptedCommand made = commands.startDocument(named(new DocumentId(id)), caller(EVE, "key"))
                .accepted();

        assertThat(commands.startDocument(named(new DocumentId(id)), caller(EVE, "key"))
                        .accepted())
                .isEqualTo(made);
    }

    /** As left by a gateway that lets callers choose any id. */
    @Test
    void answersAChosenIdOfThatFormAsBeforeIfItsCallIsRemembered() throws Exception {
        DocumentId chosen = new DocumentId("0b8a8a0e-6a2c-8f0e-9c5e-0a8d5a1f7c11");
        CallIds ids = new CallIds(UUID::randomUUID, EVE.owner(), "key", "start-document", named(chosen));
        isSeen(new Command.StartRun(
                chosen,
                ids.commandId(),
                EVE.owner(),
                Instant.EPOCH,
                ids.runId(),
                "Track",
                true,
                null,
                RunOptions.DEFAULT));

        AcceptedCommand again =
                commands.startDocument(named(chosen), caller(EVE, "key")).accepted();

        assertThat(again.commandId()).isEqualTo(ids.commandId());
        assertThat(log.written(Command.class)).isEmpty();
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_REQUEST);
            assertThat(problem.field()).contains("documentId");
        });
    }

    private static RunRequest unnamed() {
        return new RunRequest("Track", null, null, RunOptions.DEFAULT);
    }

    private static RunRequest named(DocumentId documentId) {
        return new RunRequest("Track", documentId, null, RunOptions.DEFAULT);
    }

    private static CallerContext caller(Caller caller, @Nullable String key) {
        return new CallerContext(caller, key, TRACE);
    }

    private void isSeen(Command command) {
        keyed.notice(command);
        accepted.notice(command);
    }

    private static CallerContext caller(@Nullable String key) {
        return caller(Caller.LOCAL, key);
    }

    private interface Call {
        CommandReceipt take() throws LogUnavailableException;
    }

    private static FutureTask<AcceptedCommand> call(Call call) {
        FutureTask<AcceptedCommand> task = new FutureTask<>(() -> call.take().accepted());
        Thread.ofPlatform().start(task);
        return task;
    }

    /** Returns once the call is answered, or waits for something. */
    private static FutureTask<AcceptedCommand> callAndAwaitRest(Call call) {
        FutureTask<AcceptedCommand> task = new FutureTask<>(() -> call.take().accepted());
        Thread thread = Thread.ofPlatform().start(task);
        await().until(() -> task.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return task;
    }

    /** Accepts commands; the next one as it is told. */
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
