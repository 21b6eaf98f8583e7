package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Chain;
import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a state that differs from the log is judged: as that of an erased document of the same id, or as a fault. */
final class VerifierTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private final Projection projection =
            _ -> new ProjectionAnswer.Known(DocumentFold.fold(DOCUMENT, run().subList(0, 5)));
    private final Verifier verifier = new Verifier(
            projection,
            topic::read,
            new VisibleDocuments(projection, topic::read, accepted, () -> true, new RecentEvents(0)));

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 6, 20})
    void raisesNoAlarmIfTheProjectionHoldsAnErasedDocumentOfTheSameId(int events) throws LogUnavailableException {
        topic.append(SampleRun.recreated(run()).subList(0, events));

        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT, null)).isEqualTo(new Verification.NothingToCompare());
    }

    @Test
    void raisesNoAlarmBeforeTheFirstEventOfARecreatedDocument() throws LogUnavailableException {
        accepted.notice(new Command.StartRun(
                DOCUMENT,
                new CommandId("recreated"),
                Owner.LOCAL,
                Instant.EPOCH,
                new RunId("run-2"),
                "Track my tasks",
                true,
                null,
                RunOptions.DEFAULT));
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT, null)).isEqualTo(new Verification.NothingToCompare());

        topic.withoutTopic();
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT, null)).isEqualTo(new Verification.NothingToCompare());
    }

    @Test
    void hidesADocumentThatHasAnotherOwnerByTheTimeItIsRead() throws LogUnavailableException {
        topic.append(run());
        Caller eve = new Caller(new Owner("eve"), false, Instant.MAX);

        assertThat(verifier.verify(eve, DOCUMENT, null)).isEqualTo(new Verification.NoDocument());
    }

    @Test
    void knowsNoDocumentWhoseLogIsGone() throws LogUnavailableException {
        topic.withoutTopic();

        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT, null)).isEqualTo(new Verification.NoDocument());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void raisesTheAlarmIfTheLogOfTheDocumentEndsBeforeItsState(int events) throws LogUnavailableException {
        topic.append(run().subList(0, events));

        assertDiffers();
    }

    @Test
    void raisesTheAlarmIfAnotherEventOfTheDocumentIsAtTheEndOfItsState() throws LogUnavailableException {
        topic.append(run().subList(0, 4));
        topic.append(SampleRun.recreated(run().subList(4, 5)));

        assertDiffers();
    }

    @Test
    void findsTheChainWholeToTheEndOfTheLogAndSaysItsHead() throws LogUnavailableException {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, run());
        topic.appendRecords(log);

        Verification.Compared compared = compared(null);

        assertThat(compared.matches()).isTrue();
        assertThat(compared.sequence()).isEqualTo(4);
        assertThat(compared.head())
                .isEqualTo(new Verification.Head(19, hash(log, 19).hex()));
        assertThat(compared.brokenAt()).isNull();
        assertThat(compared.containsHead()).isNull();
    }

    @Test
    void findsAHeadThatWasKeptAsLongAsTheLogContainsIt() throws LogUnavailableException {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, run());
        topic.appendRecords(log.subList(0, 12));

        assertThat(compared(hash(log, 11)).containsHead()).isTrue();
        assertThat(compared(hash(log, 3)).containsHead()).isTrue();
        assertThat(compared(ChainHash.START).containsHead()).isTrue();
        assertThat(compared(hash(log, 12)).containsHead()).isFalse();
    }

    @Test
    void findsNoHeadBehindAValueThatWasChanged() throws LogUnavailableException {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, run());
        topic.appendRecords(changed(log, 8, "something else"));

        assertThat(compared(hash(log, 7)).containsHead()).isTrue();
        assertThat(compared(hash(log, 8)).containsHead()).isFalse();
        assertThat(compared(hash(log, 19)).containsHead()).isFalse();
    }

    /** In each log the first events, which the projection has, are as they were: only the chain tells the difference. */
    @ParameterizedTest
    @CsvSource({"changed, 9", "cut out, 9", "put in, 9", "swapped, 8", "without link, 8"})
    void findsTheChainBroken(String how, long brokenAt) throws LogUnavailableException {
        List<EncodedEvent> log = EncodedEvent.linked(ChainHash.START, run());
        EncodedEvent other =
                EncodedEvent.unlinked(SampleRun.at(DOCUMENT, 8, SampleRun.processing(StepId.first(), "another")));
        switch (how) {
            case "changed" -> topic.appendRecords(changed(log, 8, "something else"));
            case "cut out" -> {
                topic.appendRecords(log.subList(0, 8));
                topic.appendFenced();
                topic.appendRecords(log.subList(9, 20));
            }
            case "put in" -> {
                topic.appendRecords(log.subList(0, 8));
                topic.appendRecords(List.of(new EncodedEvent(other.event(), hash(log, 7))));
                topic.appendRecords(log.subList(9, 20));
            }
            case "swapped" -> {
                topic.appendRecords(log.subList(0, 8));
                topic.appendRecords(List.of(
                        new EncodedEvent(
                                SampleRun.at(DOCUMENT, 8, log.get(9).event().event()), hash(log, 8)),
                        new EncodedEvent(
                                SampleRun.at(DOCUMENT, 9, log.get(8).event().event()), hash(log, 7))));
                topic.appendRecords(log.subList(10, 20));
            }
            case "without link" -> {
                topic.appendRecords(log.subList(0, 8));
                topic.appendRecords(List.of(other));
                topic.appendRecords(log.subList(9, 20));
            }
            default -> throw new AssertionError(how);
        }

        assertThat(compared(null).brokenAt()).isEqualTo(brokenAt);
        assertThat(compared(null).matches()).isFalse();
    }

    @Test
    void checksALogWhoseFirstEventsHaveNoLinks() throws LogUnavailableException {
        List<EncodedEvent> log = new ArrayList<>(
                run().subList(0, 10).stream().map(EncodedEvent::unlinked).toList());
        log.addAll(EncodedEvent.linked(hash(log, 9), run().subList(10, 20)));
        topic.appendRecords(log);
        assertThat(compared(hash(log, 6)).matches()).isTrue();
        assertThat(compared(hash(log, 6)).containsHead()).isTrue();

        topic.startAnew();
        topic.appendRecords(changed(log, 8, "something else"));

        assertThat(compared(null).brokenAt()).isEqualTo(10);
    }

    @Test
    void findsNothingWrongWithALogFromBeforeThereWasAChain() throws LogUnavailableException {
        topic.appendRecords(run().stream().map(EncodedEvent::unlinked).toList());

        assertThat(compared(null).matches()).isTrue();
        assertThat(compared(null).head().sequence()).isEqualTo(19);
    }

    @Test
    void countsNoFencedWriteAsALink() throws LogUnavailableException {
        topic.append(run().subList(0, 8));
        topic.appendFenced();
        topic.append(SampleRun.from(DOCUMENT, 9, List.of(SampleRun.processing(StepId.first(), "again"))));

        assertThat(compared(null).matches()).isTrue();
    }

    private static List<EncodedEvent> changed(List<EncodedEvent> log, int sequence, String message) {
        List<EncodedEvent> changed = new ArrayList<>(log);
        RecordedEvent other = SampleRun.at(DOCUMENT, sequence, SampleRun.processing(StepId.first(), message));
        changed.set(
                sequence,
                log.get(sequence)
                        .previous()
                        .map(previous -> new EncodedEvent(other, previous))
                        .orElse(EncodedEvent.unlinked(other)));
        return changed;
    }

    private static ChainHash hash(List<EncodedEvent> log, int sequence) {
        return Chain.START.then(log.subList(0, sequence + 1)).head();
    }

    private Verification.Compared compared(@Nullable ChainHash head) throws LogUnavailableException {
        return (Verification.Compared) verifier.verify(Caller.LOCAL, DOCUMENT, head);
    }

    private void assertDiffers() throws LogUnavailableException {
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT, null))
                .isInstanceOfSatisfying(
                        Verification.Compared.class,
                        compared -> assertThat(compared.matches()).isFalse());
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }
}
