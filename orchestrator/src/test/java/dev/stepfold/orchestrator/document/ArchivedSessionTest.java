package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.tracing.Tracing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A document that goes to the archive and comes back: nothing is appended behind the seal, and nothing is lost on the way. */
class ArchivedSessionTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final RecordingLog log = new RecordingLog();
    private final RecordingArchive archive = new RecordingArchive(log);
    private final RecordingFeed feed = new RecordingFeed();
    private boolean certain = true;
    private DocumentSession session = newSession();

    @BeforeEach
    void cancelARun() throws Exception {
        session.load(start("run-1", true));
        session.handle(start("run-1", true), TRACE);
        session.handle(new Command.Cancel(DOCUMENT, new CommandId("cancel-1"), Owner.LOCAL, NOW, null), TRACE);
    }

    @Test
    void isSealedBeforeItIsArchived() throws Exception {
        session.handle(archive("archive-1"), TRACE);

        assertThat(log.counted().getLast().event()).isInstanceOf(DocumentArchive.Archived.class);
        assertThat(feed.forwarded().getLast()).isEqualTo(log.counted().getLast());
        assertThat(session.isAtRest()).isTrue();
        assertThat(session.awaitsArchive()).isTrue();
    }

    @Test
    void hasNoTopicOnceItIsArchived() throws Exception {
        List<RecordedEvent> sealed = archived();

        assertThat(log.exists()).isFalse();
        assertThat(archive.kept()).isEqualTo(sealed);
        assertThat(session.awaitsArchive()).isFalse();
    }

    @Test
    void comesBackWithItsWholeLogForACommandThatChangesIt() throws Exception {
        List<RecordedEvent> sealed = archived();

        session.handle(start("run-2", false), TRACE);

        assertThat(log.counted()).startsWith(sealed.toArray(RecordedEvent[]::new));
        assertThat(names(log.counted()).subList(sealed.size(), sealed.size() + 2))
                .containsExactly("document-archive restored", "agent-run started");
        assertThat(feed.forwarded()).isEqualTo(log.counted());
    }

    @Test
    void linksWhatComesBackToWhatWasArchived() throws Exception {
        archived();
        session = newSession();

        session.load(start("run-2", false));
        session.handle(start("run-2", false), TRACE);

        assertThat(log.records).extracting(EncodedEvent::previous).doesNotContain(Optional.empty());
        assertThat(Chain.START.then(log.records).isWhole()).isTrue();
    }

    @Test
    void staysWhereItIsForACommandThatWasAnswered() throws Exception {
        archived();

        session.handle(start("run-1", true), TRACE);
        session.handle(archive("archive-1"), TRACE);
        session.handle(archive("archive-2"), TRACE);

        assertThat(log.exists()).isFalse();
    }

    @Test
    void comesBackForItsNextOwner() throws Exception {
        List<RecordedEvent> sealed = archived();
        session = newSession();

        session.load(start("run-2", false));
        session.handle(start("run-2", false), TRACE);

        assertThat(names(log.counted()).subList(sealed.size(), sealed.size() + 2))
                .containsExactly("document-archive restored", "agent-run started");
        assertThat(feed.forwarded())
                .isEqualTo(log.counted().subList(sealed.size(), log.counted().size()));
    }

    @Test
    void countsWhatItBroughtBackAsTakingMemory() throws Exception {
        List<RecordedEvent> sealed = archived();
        session = newSession();

        session.load(start("run-2", false));
        session.handle(start("run-2", false), TRACE);

        assertThat(session.bytes()).isGreaterThan(RecordingLog.bytesOf(sealed));
    }

    @Test
    void comesBackForAStartThatIsRefusedSinceTheDocumentExists() throws Exception {
        List<RecordedEvent> sealed = archived();
        session = newSession();

        session.load(start("run-2", true));
        session.handle(start("run-2", true), TRACE);

        assertThat(log.counted()).startsWith(sealed.toArray(RecordedEvent[]::new));
        assertThat(log.counted().getLast().event())
                .isInstanceOfSatisfying(
                        CommandRejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.DOCUMENT_EXISTS));
    }

    @Test
    void isNeverContinuedInTheTopicThatHasTheSeal() throws Exception {
        session.handle(archive("archive-1"), TRACE);
        session = newSession();

        session.load(start("run-2", false));
        session.handle(start("run-2", false), TRACE);

        assertThat(archive.kept()).isNotEmpty();
        assertThat(names(log.counted())).contains("document-archive archived", "document-archive restored");
    }

    @Test
    void isNotArchivedWhereItsLastEventWasNotForwarded() throws Exception {
        feed.works(false);
        session.handle(archive("archive-1"), TRACE);

        assertThatThrownBy(() -> session.handle(start("run-2", false), TRACE))
                .hasCauseInstanceOf(TimeoutException.class);

        assertThat(archive.kept()).isEmpty();
        assertThat(log.exists()).isTrue();
    }

    @Test
    void goesOnAfterALostAnswerOfTheArchive() throws Exception {
        session.handle(archive("archive-1"), TRACE);
        archive.loseNextAnswer();
        assertThatThrownBy(session::archive).isInstanceOf(LogUnavailableException.class);
        session.resync();

        assertThat(session.awaitsArchive()).isFalse();
        assertThat(archive.kept()).isNotEmpty();
    }

    @Test
    void goesOnAfterALostAnswerOfTheRestoration() throws Exception {
        List<RecordedEvent> sealed = archived();
        archive.loseNextAnswer();
        assertThatThrownBy(() -> session.handle(start("run-2", false), TRACE))
                .isInstanceOf(LogUnavailableException.class);
        session.resync();
        session.handle(start("run-2", false), TRACE);

        assertThat(names(log.counted()).subList(sealed.size(), sealed.size() + 2))
                .containsExactly("document-archive restored", "agent-run started");
        assertThat(feed.forwarded()).isEqualTo(log.counted());
    }

    @Test
    void isNotRestoredWhileItIsNotCertainWhoseItIs() throws Exception {
        archived();
        certain = false;

        assertThatThrownBy(() -> session.handle(start("run-2", false), TRACE))
                .isInstanceOf(LogUnavailableException.class);

        assertThat(log.exists()).isFalse();
    }

    @Test
    void losesTheRaceWhereSomebodyElseRestoredIt() throws Exception {
        List<RecordedEvent> sealed = archived();
        log.createOrRead(DOCUMENT);
        sealed.forEach(log::write);

        assertThatThrownBy(() -> session.handle(start("run-2", false), TRACE)).isInstanceOf(LostRaceException.class);
    }

    @Test
    void isRefusedWhereTheArchiveDoesNotTakeIt() throws Exception {
        archive.refuse("The document's log is too large for the archive");

        session.handle(archive("archive-1"), TRACE);

        assertThat(log.counted().getLast().event())
                .isEqualTo(new CommandRejected(
                        new CommandId("archive-1"),
                        RejectionCode.NOT_ARCHIVABLE,
                        "The document's log is too large for the archive"));
    }

    private List<RecordedEvent> archived() throws Exception {
        session.handle(archive("archive-1"), TRACE);
        List<RecordedEvent> sealed = log.counted();
        session.archive();
        return sealed;
    }

    private DocumentSession newSession() {
        feed.clear();
        AttemptRunner idleRunner = new AttemptRunner() {
            @Override
            public Stoppable run(
                    DocumentId documentId, Effect.RunAttempt attempt, Traceparent cause, Consumer<Input> outcome) {
                return () -> {};
            }

            @Override
            public Stoppable at(Instant instant, Runnable action) {
                return () -> {};
            }
        };
        Ports ports = new Ports(
                log,
                archive,
                new RecordingEnds(new RecordingLogs()),
                feed,
                new RecordingTails(),
                idleRunner,
                Runnable::run,
                InstantSource.fixed(NOW),
                new SplittableRandom(1),
                Tracing.OFF);
        return new DocumentSession(DOCUMENT, 0, ports, TRACE, _ -> {}, () -> false, () -> certain);
    }

    private static Command.Archive archive(String commandId) {
        return new Command.Archive(DOCUMENT, new CommandId(commandId), Owner.LOCAL, NOW);
    }

    private static Command.StartRun start(String run, boolean newDocument) {
        return new Command.StartRun(
                DOCUMENT,
                new CommandId("start-" + run),
                Owner.LOCAL,
                NOW,
                new RunId(run),
                "Create a shop",
                newDocument,
                null,
                RunOptions.DEFAULT);
    }

    private static List<String> names(List<RecordedEvent> events) {
        return events.stream()
                .map(event -> EventType.of(event.event()))
                .map(type -> type.type() + " " + type.status())
                .toList();
    }
}
