package dev.stepfold.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
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
    private static final ChainHash HEAD = ChainHash.START.after(new byte[0]);
    private static final DocumentEvent ANY = new AgentRun.Cancelled(new CommandId("cancel-1"));
    private static final DocumentEvent SEAL = new DocumentArchive.Archived(new CommandId("archive-1"));
    private static final DocumentEvent RESTORED = new DocumentArchive.Restored(new CommandId("start-2"));

    @Test
    void aMissingLogBeginsAtNothing() {
        assertThat(new LogState.Missing().nextOffset()).isZero();
    }

    @Test
    void aMissingLogThatIsFoundIsOpenAtItsEnd() {
        assertThat(new LogState.Missing().found(3)).isEqualTo(new LogState.Open(3, ChainHash.START, false));
    }

    @Test
    void anOpenLogStaysOpenBehindAnEvent() {
        assertThat(new LogState.Open(3, HEAD, false).appended(event(3, ANY)))
                .isEqualTo(new LogState.Open(4, hash(3, ANY, HEAD), false));
    }

    @Test
    void anOpenLogGoesOnBehindTheOffsetThatTheEventGotNotTheOneExpected() {
        assertThat(new LogState.Open(3, HEAD, false).appended(event(5, ANY)))
                .isEqualTo(new LogState.Open(6, hash(5, ANY, HEAD), false));
    }

    @Test
    void anOpenLogKnowsThatItsWritersLastAppendWasAcknowledgedUntilSomethingElseHappens() {
        LogState acknowledged = new LogState.Open(3, HEAD, false).acknowledged();

        assertThat(acknowledged).isEqualTo(new LogState.Open(3, HEAD, true));
        assertThat(acknowledged.after(event(3, ANY))).isEqualTo(new LogState.Open(4, hash(3, ANY, HEAD), false));
        assertThat(acknowledged.endingAt(3)).isEqualTo(new LogState.Open(3, HEAD, false));
        assertThat(new LogState.Sealed(4, HEAD).acknowledged()).isEqualTo(new LogState.Sealed(4, HEAD));
    }

    @Test
    void anOpenLogIsSealedByTheSeal() {
        assertThat(new LogState.Open(3, HEAD, false).appended(event(3, SEAL)))
                .isEqualTo(new LogState.Sealed(4, hash(3, SEAL, HEAD)));
    }

    @Test
    void aSealedLogKeepsItsPlaceInTheArchive() {
        assertThat(new LogState.Sealed(4, HEAD).stored()).isEqualTo(new LogState.Archived(4, HEAD));
    }

    @Test
    void anArchivedLogIsOpenBehindTheEventThatRestoredIt() {
        assertThat(new LogState.Archived(4, HEAD).restored(event(4, RESTORED)))
                .isEqualTo(new LogState.Open(5, hash(4, RESTORED, HEAD), false));
    }

    @Test
    void aTopicThatWasReadIsSealedOrOpen() {
        assertThat(LogState.ofTopic(true, 4, HEAD)).isEqualTo(new LogState.Sealed(4, HEAD));
        assertThat(LogState.ofTopic(false, 4, HEAD)).isEqualTo(new LogState.Open(4, HEAD, false));
    }

    @Test
    void anEventReadBehindAMissingLogOpensIt() {
        assertThat(new LogState.Missing().after(event(0, ANY)))
                .isEqualTo(new LogState.Open(1, hash(0, ANY, ChainHash.START), false));
        assertThat(new LogState.Missing().after(event(2, SEAL)))
                .isEqualTo(new LogState.Sealed(3, hash(2, SEAL, ChainHash.START)));
    }

    @Test
    void anEventReadBehindAnOpenLogIsAppended() {
        assertThat(new LogState.Open(3, HEAD, false).after(event(3, ANY)))
                .isEqualTo(new LogState.Open(4, hash(3, ANY, HEAD), false));
        assertThat(new LogState.Open(3, HEAD, false).after(event(3, SEAL)))
                .isEqualTo(new LogState.Sealed(4, hash(3, SEAL, HEAD)));
    }

    /** Nothing is appended behind a seal: somebody else has archived and restored the log meanwhile. */
    @Test
    void anEventReadBehindASealedLogHasRestoredIt() {
        assertThat(new LogState.Sealed(4, HEAD).after(event(4, RESTORED)))
                .isEqualTo(new LogState.Open(5, hash(4, RESTORED, HEAD), false));
    }

    @Test
    void anEventReadBehindAnArchivedLogHasRestoredIt() {
        assertThat(new LogState.Archived(4, HEAD).after(event(4, RESTORED)))
                .isEqualTo(new LogState.Open(5, hash(4, RESTORED, HEAD), false));
    }

    @Test
    void everyLogButAMissingOneEndsBehindFencedWrites() {
        assertThat(new LogState.Open(3, HEAD, false).endingAt(7)).isEqualTo(new LogState.Open(7, HEAD, false));
        assertThat(new LogState.Sealed(3, HEAD).endingAt(7)).isEqualTo(new LogState.Sealed(7, HEAD));
        assertThat(new LogState.Archived(3, HEAD).endingAt(7)).isEqualTo(new LogState.Archived(7, HEAD));
        assertThat(new LogState.Missing().endingAt(7)).isEqualTo(new LogState.Missing());
    }

    @Test
    void noLogEndsBeforeAnEventThatIsKnown() {
        assertThat(new LogState.Open(3, HEAD, false).endingAt(2)).isEqualTo(new LogState.Open(3, HEAD, false));
        assertThat(new LogState.Sealed(3, HEAD).endingAt(0)).isEqualTo(new LogState.Sealed(3, HEAD));
        assertThat(new LogState.Archived(3, HEAD).endingAt(0)).isEqualTo(new LogState.Archived(3, HEAD));
    }

    @Test
    void anEventThatNamesItsPredecessorDecidesWhatTheHeadIs() {
        ChainHash theirs = ChainHash.START.after(new byte[] {1});
        EncodedEvent linked = new EncodedEvent(event(3, ANY).event(), theirs);

        assertThat(new LogState.Open(3, HEAD, false).after(linked).head()).isEqualTo(hash(3, ANY, theirs));
    }

    private static ChainHash hash(long sequence, DocumentEvent event, ChainHash head) {
        return event(sequence, event).hashAfter(head);
    }

    private static EncodedEvent event(long sequence, DocumentEvent event) {
        return EncodedEvent.unlinked(
                new RecordedEvent(DocumentStage.DOCUMENT, new RunId("run-1"), sequence, Instant.EPOCH, event));
    }
}
