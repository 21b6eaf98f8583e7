package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT)).isEqualTo(new Verification.NothingToCompare());
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
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT)).isEqualTo(new Verification.NothingToCompare());

        topic.withoutTopic();
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT)).isEqualTo(new Verification.NothingToCompare());
    }

    @Test
    void hidesADocumentThatHasAnotherOwnerByTheTimeItIsRead() throws LogUnavailableException {
        topic.append(run());
        Caller eve = new Caller(new Owner("eve"), false, Instant.MAX);

        assertThat(verifier.verify(eve, DOCUMENT)).isEqualTo(new Verification.NoDocument());
    }

    @Test
    void knowsNoDocumentWhoseLogIsGone() throws LogUnavailableException {
        topic.withoutTopic();

        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT)).isEqualTo(new Verification.NoDocument());
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

    private void assertDiffers() throws LogUnavailableException {
        assertThat(verifier.verify(Caller.LOCAL, DOCUMENT))
                .isInstanceOfSatisfying(
                        Verification.Compared.class,
                        compared -> assertThat(compared.matches()).isFalse());
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }
}
