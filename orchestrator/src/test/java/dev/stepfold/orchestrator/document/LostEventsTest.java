package dev.stepfold.orchestrator.document;

import static dev.stepfold.orchestrator.document.DocumentStage.DOCUMENT;
import static dev.stepfold.orchestrator.document.DocumentStage.PARTITION;
import static dev.stepfold.orchestrator.document.DocumentStage.delivery;
import static dev.stepfold.orchestrator.document.DocumentStage.resume;
import static dev.stepfold.orchestrator.document.DocumentStage.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document's writer does where the log, or the feed, has lost its end. */
class LostEventsTest {
    private final DocumentStage stage = new DocumentStage();
    private final RecordingRegistry registry = new RecordingRegistry();

    private List<EncodedEvent> runUntilTheFirstStepIsDone() {
        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, delivery(start(DOCUMENT), 0)).start();
        stage.takeTurns();
        stage.succeed();
        stage.takeTurns();
        List<EncodedEvent> whole = List.copyOf(stage.log.records);
        stage.tails.hold(whole, stage.now());
        stage.feed.clear();
        return whole;
    }

    private void cutTheLog(int kept) {
        stage.log.records.subList(kept, stage.log.records.size()).clear();
    }

    private void loadWithoutCommand() {
        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, PARTITION, 0, false).start();
        stage.takeTurns();
    }

    @Test
    void aLogThatIsShorterThanTheFeedGetsItsEventsBackVerbatimBeforeAnythingIsDecided() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        cutTheLog(2);

        loadWithoutCommand();

        assertThat(stage.log.records.subList(0, whole.size())).isEqualTo(whole);
        assertThat(Chain.START.then(stage.log.records).isWhole()).isTrue();
    }

    @Test
    void aStepWhoseResultTheFeedHasIsNotRunAgain() {
        runUntilTheFirstStepIsDone();
        cutTheLog(2);
        int begun = stage.runner.begun().size();

        loadWithoutCommand();

        assertThat(stage.runner.begun().subList(begun, stage.runner.begun().size()))
                .extracting(one -> one.attempt().attempt().step())
                .doesNotContain(
                        stage.runner.begun().getFirst().attempt().attempt().step())
                .hasSize(1);
    }

    @Test
    void aLogOfWhichNothingIsLeftGetsAllItsEventsBack() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        cutTheLog(0);

        loadWithoutCommand();

        assertThat(stage.log.records.subList(0, whole.size())).isEqualTo(whole);
    }

    @Test
    void aLogOfWhichNothingIsLeftStaysEmptyIfItsErasureWasAskedFor() {
        runUntilTheFirstStepIsDone();
        cutTheLog(0);
        stage.tails.askErasure();

        loadWithoutCommand();

        assertThat(stage.log.records).isEmpty();
        assertThat(stage.feed.forwarded()).isEmpty();
    }

    @Test
    void whereRecordsWereWrittenMeanwhileTheEventsComeBackBehindThem() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        cutTheLog(2);
        stage.log.write(new RecordedEvent(
                DOCUMENT, new RunId("run-0"), 7_000, stage.now(), new AgentRun.Cancelled(new CommandId("cancel-0"))));

        loadWithoutCommand();

        assertThat(stage.log.counted().subList(2, whole.size()))
                .extracting(RecordedEvent::event)
                .isEqualTo(whole.subList(2, whole.size()).stream()
                        .map(one -> one.event().event())
                        .toList());
        assertThat(stage.log.counted().get(2).sequence()).isEqualTo(3);
        assertThat(stage.feed.forwarded())
                .contains(stage.log.counted().get(2), stage.log.counted().getLast());
    }

    @Test
    void noEventComesBackWithASmallerSequenceThanReceiversKnowItBy() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        EncodedEvent behindAGap = behindFencedWrites(whole.get(3), whole.get(2), 6);
        cutTheLog(2);
        stage.log.write(new RecordedEvent(
                DOCUMENT, new RunId("run-0"), 7_000, stage.now(), new AgentRun.Cancelled(new CommandId("cancel-0"))));
        stage.tails.hold(List.of(whole.get(0), whole.get(1), whole.get(2), behindAGap), stage.now());

        loadWithoutCommand();

        assertThat(stage.log.counted().subList(2, 4))
                .extracting(RecordedEvent::sequence)
                .containsExactly(3L, 6L);
        assertThat(Chain.START.then(stage.log.slice(0).records()).isWhole()).isTrue();
    }

    /** The event as it would be if the log had had records before it that do not count. */
    private static EncodedEvent behindFencedWrites(EncodedEvent event, EncodedEvent before, long sequence) {
        RecordedEvent same = event.event();
        return new EncodedEvent(
                new RecordedEvent(DOCUMENT, same.runId(), sequence, same.timestamp(), same.event()),
                before.hashAfter(ChainHash.START));
    }

    @Test
    void aRunningWriterThatFindsItsLogShorterIsDroppedAndReadsTheTailAgain() {
        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, delivery(start(DOCUMENT), 0)).start();
        stage.takeTurns();
        stage.tails.hold(List.copyOf(stage.log.records), stage.now());
        cutTheLog(1);

        stage.succeed();
        stage.takeTurns();

        assertThat(stage.tails.forgotten()).isEqualTo(1);
        loadWithoutCommand();
        assertThat(Chain.START.then(stage.log.slice(0).records()).isWhole()).isTrue();
    }

    @Test
    void whatTheFeedHasLostIsForwardedAgainWhateverTheLogClaims() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        stage.log.forwarded = whole.size() - 1L;
        stage.tails.hold(whole.subList(0, 3), stage.now());

        loadWithoutCommand();

        assertThat(stage.feed.records()).containsSubsequence(whole.subList(3, whole.size()));
        assertThat(stage.feed.records()).doesNotContain(whole.get(2));
    }

    @Test
    void aRunWhoseCancellationWasCutOffEndsOnceNoCommandComes() {
        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, delivery(start(DOCUMENT), 0)).start();
        stage.takeTurns();
        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, delivery(DocumentStage.cancel(DOCUMENT), 1))
                .start();
        stage.takeTurns();
        cutTheLog(stage.log.records.size() - 1);
        loadWithoutCommand();
        assertThat(stage.history().getLast()).isEqualTo("agent-step failed");

        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, PARTITION, 0, true).start();
        stage.takeTurns();

        assertThat(stage.history().getLast()).isEqualTo("agent-run cancelled");
    }

    @Test
    void anOrdinaryLoadWritesNothingThatTheFeedHas() {
        List<EncodedEvent> whole = runUntilTheFirstStepIsDone();
        stage.log.forwarded = whole.size() - 1L;

        new DocumentActor(DOCUMENT, stage.ports(), registry, () -> true, delivery(resume(DOCUMENT, "resume"), 3))
                .start();
        stage.takeTurns();

        assertThat(stage.log.records.subList(0, whole.size())).isEqualTo(whole);
        assertThat(stage.feed.records()).doesNotContainAnyElementsOf(whole);
    }

    @Test
    void aLogThatEndsBeforeWhereItWasAtRestIsComparedWithTheFeedAsItIsNow() {
        runUntilTheFirstStepIsDone();
        registry.endAtRest = stage.log.records.size();
        loadWithoutCommand();
        assertThat(stage.tails.forgotten()).isZero();
        cutTheLog(2);

        loadWithoutCommand();

        assertThat(stage.tails.forgotten()).isOne();
    }
}
