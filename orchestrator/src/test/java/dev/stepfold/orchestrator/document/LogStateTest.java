package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which state follows which, and the offset that the next event is expected to get. */
class LogStateTest {
    private static final DocumentEvent ANY = new AgentRun.Cancelled(new CommandId("cancel-1"));
    private static final DocumentEvent SEAL = new DocumentArchive.Archived(new CommandId("archive-1"));
    private static final DocumentEvent RESTORED = new DocumentArchive.Restored(new CommandId("start-2"));

    @Test
    void aMissingLogBeginsAtNothing() {
        assertThat(new LogState.Missing().nextOffset()).isZero();
    }

    @Test
    void aMissingLogThatIsFoundIsOpenAtItsEnd() {
        assertThat(new LogState.Missing().found(3)).isEqualTo(new LogState.Open(3, false));
    }

    @Test
    void anOpenLogStaysOpenBehindAnEvent() {
        assertThat(new LogState.Open(3, false).appended(event(3, ANY))).isEqualTo(new LogState.Open(4, false));
    }

    @Test
    void anOpenLogGoesOnBehindTheOffsetThatTheEventGotNotTheOneExpected() {
        assertThat(new LogState.Open(3, false).appended(event(5, ANY))).isEqualTo(new LogState.Open(6, false));
    }

    @Test
    void anOpenLogKnowsThatItsWritersLastAppendWasAcknowledgedUntilSomethingElseHappens() {
        LogState acknowledged = new LogState.Open(3, false).acknowledged();

        assertThat(acknowledged).isEqualTo(new LogState.Open(3, true));
        assertThat(acknowledged.after(event(3, ANY))).isEqualTo(new LogState.Open(4, false));
        assertThat(acknowledged.endingAt(3)).isEqualTo(new LogState.Open(3, false));
        assertThat(new LogState.Sealed(4).acknowledged()).isEqualTo(new LogState.Sealed(4));
    }

    @Test
    void anOpenLogIsSealedByTheSeal() {
        assertThat(new LogState.Open(3, false).appended(event(3, SEAL))).isEqualTo(new LogState.Sealed(4));
    }

    @Test
    void aSealedLogKeepsItsPlaceInTheArchive() {
        assertThat(new LogState.Sealed(4).stored()).isEqualTo(new LogState.Archived(4));
    }

    @Test
    void anArchivedLogIsOpenBehindTheEventThatRestoredIt() {
        assertThat(new LogState.Archived(4).restored(event(4, RESTORED))).isEqualTo(new LogState.Open(5, false));
    }

    @Test
    void aTopicThatWasReadIsSealedOrOpen() {
        assertThat(LogState.ofTopic(true, 4)).isEqualTo(new LogState.Sealed(4));
        assertThat(LogState.ofTopic(false, 4)).isEqualTo(new LogState.Open(4, false));
    }

    @Test
    void anEventReadBehindAMissingLogOpensIt() {
        assertThat(new LogState.Missing().after(event(0, ANY))).isEqualTo(new LogState.Open(1, false));
        assertThat(new LogState.Missing().after(event(2, SEAL))).isEqualTo(new LogState.Sealed(3));
    }

    @Test
    void anEventReadBehindAnOpenLogIsAppended() {
        assertThat(new LogState.Open(3, false).after(event(3, ANY))).isEqualTo(new LogState.Open(4, false));
        assertThat(new LogState.Open(3, false).after(event(3, SEAL))).isEqualTo(new LogState.Sealed(4));
    }

    /** Nothing is appended behind a seal: somebody else has archived and restored the log meanwhile. */
    @Test
    void anEventReadBehindASealedLogHasRestoredIt() {
        assertThat(new LogState.Sealed(4).after(event(4, RESTORED))).isEqualTo(new LogState.Open(5, false));
    }

    @Test
    void anEventReadBehindAnArchivedLogHasRestoredIt() {
        assertThat(new LogState.Archived(4).after(event(4, RESTORED))).isEqualTo(new LogState.Open(5, false));
    }

    @Test
    void everyLogButAMissingOneEndsBehindFencedWrites() {
        assertThat(new LogState.Open(3, false).endingAt(7)).isEqualTo(new LogState.Open(7, false));
        assertThat(new LogState.Sealed(3).endingAt(7)).isEqualTo(new LogState.Sealed(7));
        assertThat(new LogState.Archived(3).endingAt(7)).isEqualTo(new LogState.Archived(7));
        assertThat(new LogState.Missing().endingAt(7)).isEqualTo(new LogState.Missing());
    }

    @Test
    void noLogEndsBeforeAnEventThatIsKnown() {
        assertThat(new LogState.Open(3, false).endingAt(2)).isEqualTo(new LogState.Open(3, false));
        assertThat(new LogState.Sealed(3).endingAt(0)).isEqualTo(new LogState.Sealed(3));
        assertThat(new LogState.Archived(3).endingAt(0)).isEqualTo(new LogState.Archived(3));
    }

    private static RecordedEvent event(long sequence, DocumentEvent event) {
        return new RecordedEvent(DocumentStage.DOCUMENT, new RunId("run-1"), sequence, Instant.EPOCH, event);
    }
}
