package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.generation.step.StepOutput;
import dev.stepfold.orchestrator.decision.Effect;
import dev.stepfold.orchestrator.decision.Input;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of decide, append, fold, forward and effect, and what happens when Kafka or a rival comes between. */
class DocumentSessionTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc-1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final RecordingLog log = new RecordingLog();
    private final RecordingFeed feed = new RecordingFeed();
    private final RecordingTails tails = new RecordingTails();
    private final List<Effect.RunAttempt> begun = new ArrayList<>();
    private final List<Effect.RunAttempt> stopped = new ArrayList<>();
    private boolean certain = true;
    private boolean givenUp;
    private DocumentSession session = newSession();

    @BeforeEach
    void loadForItsFirstCommand() throws Exception {
        session.load(start());
    }

    @Test
    void forwardsWhatWonItsOffsetAndThenBeginsTheStep() throws Exception {
        session.handle(start(), TRACE);

        assertThat(feed.forwarded()).isEqualTo(log.counted());
        assertThat(begun).hasSize(1);
        assertThat(session.isAtRest()).isFalse();
    }

    @Test
    void linksEveryEventToTheOneBeforeItAndForwardsTheSameLinks() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());

        assertThat(log.records).extracting(EncodedEvent::previous).doesNotContain(Optional.empty());
        assertThat(Chain.START.then(log.records).isWhole()).isTrue();
        assertThat(feed.records()).isEqualTo(log.records);
    }

    @Test
    void linksItsFirstEventToTheLogThatItLoaded() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());
        session = newSession();

        session.load(start());
        session.handle(succeeded());

        assertThat(Chain.START.then(log.records).isWhole()).isTrue();
    }

    @Test
    void linksItsFirstEventToALogFromBeforeThereWasAChain() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());
        log.records.replaceAll(record -> EncodedEvent.unlinked(record.event()));
        int old = log.records.size();
        session = newSession();

        session.load(start());
        session.handle(succeeded());

        assertThat(Chain.START.then(log.records).isWhole()).isTrue();
        assertThat(log.records.subList(0, old))
                .allMatch(record -> record.previous().isEmpty());
        assertThat(log.records.get(old).previous())
                .contains(Chain.START.then(log.records.subList(0, old)).head());
    }

    @Test
    void linksNothingToAFencedWrite() throws Exception {
        session.handle(start(), TRACE);
        log.write(log.counted().getFirst());
        session = newSession();

        session.load(start());

        assertThat(log.records.size()).isGreaterThan(3);
        assertThat(Chain.START.then(log.slice(0).records()).isWhole()).isTrue();
    }

    @Test
    void linksToItsOwnEventsAfterAnAppendThatWasNotAnswered() throws Exception {
        session.handle(start(), TRACE);
        log.failNextAppendAfter(1);
        assertThatThrownBy(() -> session.handle(succeeded())).isInstanceOf(LogUnavailableException.class);

        session.resync();

        assertThat(log.records).hasSizeGreaterThan(3);
        assertThat(Chain.START.then(log.records).isWhole()).isTrue();
    }

    @Test
    void namesInEachAppendWhatTheFeedHasDurably() throws Exception {
        session.handle(start(), TRACE);
        feed.hold();
        session.handle(succeeded());
        session.handle(succeeded());

        assertThat(log.contexts).extracting(AppendContext::forwarded).containsExactly(-1L, 1L, 1L);
    }

    @Test
    void forwardsNothingAgainThatTheLogNamesAsForwarded() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());
        feed.clear();
        log.forwarded = 2;
        session = newSession();

        session.load(start());

        assertThat(feed.forwarded()).extracting(RecordedEvent::sequence).startsWith(3L, 4L);
    }

    @Test
    void continuesItsLastAppendOnlyWhereThatWasAcknowledged() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());
        log.failNextAppendAfter(1);
        assertThatThrownBy(() -> session.handle(succeeded())).isInstanceOf(LogUnavailableException.class);
        session.resync();
        session.handle(succeeded());

        assertThat(log.contexts).extracting(AppendContext::continues).startsWith(false, true, true, false);
    }

    @Test
    void beginsNoStepBeforeItsEventIsDurable() {
        log.failNextAppendAfter(0);

        assertThatThrownBy(() -> session.handle(start(), TRACE)).isInstanceOf(LogUnavailableException.class);

        assertThat(begun).isEmpty();
        assertThat(feed.forwarded()).isEmpty();
    }

    @Test
    void createsNoTopicWhileItIsNotCertainWhoseTheDocumentIs() throws Exception {
        log.prepareDeletion(DOCUMENT).carryOut();
        certain = false;
        assertThatThrownBy(() -> session.load(start())).isInstanceOf(LogUnavailableException.class);
        assertThat(log.read(DOCUMENT, 0)).isEmpty();

        certain = true;
        session.load(start());
        assertThat(log.read(DOCUMENT, 0)).isPresent();
    }

    @Test
    void findsItsOwnEventsAfterAnAppendThatWasNotAnswered() throws Exception {
        log.failNextAppendAfter(2);
        assertThatThrownBy(() -> session.handle(start(), TRACE)).isInstanceOf(LogUnavailableException.class);

        session.resync();
        session.handle(start(), TRACE);

        assertThat(names(log.counted())).containsExactly("agent-run started", "agent-step processing");
        assertThat(feed.forwarded()).isEqualTo(log.counted());
        assertThat(begun).hasSize(1);
    }

    @Test
    void decidesAgainAfterAnAppendThatNeverArrived() throws Exception {
        log.failNextAppendAfter(0);
        assertThatThrownBy(() -> session.handle(start(), TRACE)).isInstanceOf(LogUnavailableException.class);

        session.resync();
        session.handle(start(), TRACE);

        assertThat(names(log.counted())).containsExactly("agent-run started", "agent-step processing");
    }

    @Test
    void goesOnWhereOnlyTheFirstEventsOfADecisionArrived() throws Exception {
        log.failNextAppendAfter(1);
        assertThatThrownBy(() -> session.handle(start(), TRACE)).isInstanceOf(LogUnavailableException.class);

        session.resync();
        session.handle(start(), TRACE);

        assertThat(names(log.counted())).containsExactly("agent-run started", "agent-step processing");
        assertThat(begun).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void completesAStepOnceHoweverMuchOfItsDecisionArrived(int arrived) throws Exception {
        session.handle(start(), TRACE);
        Input succeeded = succeeded();
        log.failNextAppendAfter(arrived);
        assertThatThrownBy(() -> session.handle(succeeded)).isInstanceOf(LogUnavailableException.class);

        session.resync();
        session.handle(succeeded);

        assertThat(names(log.counted()))
                .containsExactly(
                        "agent-run started",
                        "agent-step processing",
                        "step-result null",
                        "agent-step complete",
                        "agent-step processing");
        assertThat(feed.forwarded()).isEqualTo(log.counted());
        assertThat(begun).hasSize(2);
    }

    @Test
    void forwardsNothingPastAnEventThatWasNotForwarded() throws Exception {
        session.handle(start(), TRACE);
        feed.works(false);
        session.handle(new Input.AttemptProgressed(begun.getFirst().attempt(), "lost"));
        feed.works(true);

        assertThatThrownBy(() -> session.handle(succeeded())).isInstanceOf(LogUnavailableException.class);
        assertThat(feed.forwarded()).hasSize(2);
        assertThat(log.counted()).as("nor decides anything").hasSize(3);

        session.resync();
        session.handle(succeeded());
        assertThat(feed.forwarded()).isEqualTo(log.counted());
    }

    @Test
    void makesTheTopicOfADocumentWhoseFirstCommandCameSecond() throws Exception {
        RecordingLog empty = new RecordingLog();
        DocumentSession overtaken = newSession(empty);
        overtaken.load(cancel());
        overtaken.handle(cancel(), TRACE);

        overtaken.handle(start(), TRACE);

        assertThat(names(empty.counted())).containsExactly("agent-run started", "agent-step processing");
    }

    @Test
    void losesTheRaceAgainstARivalAndForwardsNothingOfItsOwn() throws Exception {
        session.handle(start(), TRACE);
        RecordedEvent theirs = new RecordedEvent(
                DOCUMENT,
                new RunId("run-1"),
                2,
                NOW,
                new AgentStep.Processing(StepId.PROMPT_UNDERSTANDING, "theirs", 1, 4));
        log.write(theirs);

        assertThatThrownBy(() -> session.handle(succeeded())).isInstanceOf(LostRaceException.class);

        assertThat(log.counted()).last().isEqualTo(theirs);
        assertThat(feed.forwarded()).hasSize(2);
        assertThat(begun).hasSize(1);
    }

    @Test
    void goesOnWhereAnotherOwnerStoppedAndForwardsAgainWhatMayHaveBeenLost() throws Exception {
        session.handle(start(), TRACE);
        session.handle(succeeded());
        session.stop();
        feed.clear();
        begun.clear();

        session = newSession();
        session.load(start());

        assertThat(feed.forwarded()).isEqualTo(log.counted());
        assertThat(begun)
                .singleElement()
                .satisfies(run -> assertThat(run.attempt().step()).isEqualTo(StepId.DECISION_MAKING));
    }

    @Test
    void stopsTheStepInFlightWhenItsRunIsCancelled() throws Exception {
        session.handle(start(), TRACE);

        session.handle(cancel(), TRACE);

        assertThat(stopped).isEqualTo(begun);
        assertThat(session.isAtRest()).isTrue();
    }

    @Test
    void beginsNothingForADocumentThatIsGivenUpWhileItsEventsAreOnTheirWay() throws Exception {
        givenUp = true;

        session.handle(start(), TRACE);

        assertThat(feed.forwarded()).isEqualTo(log.counted()).isNotEmpty();
        assertThat(begun).isEmpty();
    }

    @Test
    void countsItsBytesOnceThoughItWasLoadedTwice() throws Exception {
        session.handle(start(), TRACE);
        session = newSession();
        log.failNextAppendAfter(0);
        assertThatThrownBy(() -> session.load(cancel())).isInstanceOf(LogUnavailableException.class);

        session.load(cancel());

        assertThat(session.bytes()).isEqualTo(RecordingLog.bytesOf(log.counted()));
    }

    @Test
    void knowsNothingOfADocumentThatWasErasedBetweenTwoTriesToLoadIt() throws Exception {
        session.handle(start(), TRACE);
        begun.clear();
        session = newSession();
        log.failNextAppendAfter(0);
        assertThatThrownBy(() -> session.load(cancel())).isInstanceOf(LogUnavailableException.class);
        log.prepareDeletion(DOCUMENT).carryOut();

        session.load(cancel());
        session.handle(new Input.Settled());

        assertThat(begun).isEmpty();
    }

    @Test
    void letsGoOfADocumentThatAnotherOwnerHasErased() throws Exception {
        session.handle(start(), TRACE);
        log.prepareDeletion(DOCUMENT).carryOut();

        assertThatThrownBy(session::resync).isInstanceOf(LostRaceException.class);

        assertThat(begun).hasSize(1);
    }

    @Test
    void letsGoOfADocumentThatWasMadeAnewWithAsManyEvents() throws Exception {
        session.handle(start(), TRACE);
        List<RecordedEvent> namesake = log.counted().stream()
                .map(event -> new RecordedEvent(
                        DOCUMENT, new RunId("run-2"), event.sequence(), NOW.plusSeconds(9), event.event()))
                .toList();
        log.prepareDeletion(DOCUMENT).carryOut();
        log.createOrRead(DOCUMENT);
        namesake.forEach(log::write);

        assertThatThrownBy(session::resync).isInstanceOf(LostRaceException.class);

        assertThat(begun).hasSize(1);
    }

    @Test
    void keepsAStepInFlightThatIsStillWanted() throws Exception {
        session.handle(start(), TRACE);

        session.handle(new Input.AttemptProgressed(begun.getFirst().attempt(), "halfway"));

        assertThat(stopped).isEmpty();
        assertThat(begun).hasSize(1);
    }

    private DocumentSession newSession() {
        return newSession(log);
    }

    private DocumentSession newSession(DocumentLog log) {
        AttemptRunner recordingRunner = new AttemptRunner() {
            @Override
            public Stoppable run(
                    DocumentId documentId, Effect.RunAttempt attempt, Traceparent cause, Consumer<Input> outcome) {
                begun.add(attempt);
                return () -> stopped.add(attempt);
            }

            @Override
            public Stoppable at(Instant instant, Runnable action) {
                return () -> {};
            }
        };
        return new DocumentSession(
                DOCUMENT,
                0,
                new Ports(
                        log,
                        new RecordingArchive(this.log),
                        new RecordingEnds(new RecordingLogs()),
                        feed,
                        tails,
                        recordingRunner,
                        Runnable::run,
                        InstantSource.fixed(NOW),
                        new SplittableRandom(1),
                        Tracing.OFF),
                TRACE,
                _ -> {},
                () -> givenUp,
                () -> certain);
    }

    private Input succeeded() {
        return new Input.AttemptSucceeded(
                begun.getLast().attempt(),
                new StepOutput(JsonNodeFactory.instance.objectNode(), "done", List.of(), "test", null),
                Duration.ofMillis(5));
    }

    private static Command cancel() {
        return new Command.Cancel(DOCUMENT, new CommandId("cancel-1"), Owner.LOCAL, NOW, null);
    }

    private static Command.StartRun start() {
        return new Command.StartRun(
                DOCUMENT,
                new CommandId("start-1"),
                Owner.LOCAL,
                NOW,
                new RunId("run-1"),
                "Create a shop",
                true,
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
