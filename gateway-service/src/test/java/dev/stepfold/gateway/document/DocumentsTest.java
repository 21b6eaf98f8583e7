package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DocumentsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private boolean acceptedIsComplete = true;

    DocumentsTest() {
        accepted.notice(new Command.StartRun(
                DOCUMENT,
                new CommandId("command"),
                Owner.LOCAL,
                Instant.EPOCH,
                new RunId("run"),
                "Track my tasks",
                true,
                null,
                RunOptions.DEFAULT));
    }

    @Test
    void takesADocumentWithoutATopicForPendingWhereItWasAcceptedLately() throws LogUnavailableException {
        Documents documents = documents((_, _, _) -> Optional.empty());

        assertThat(documents.find(DOCUMENT)).contains(DocumentState.initial(DOCUMENT));
    }

    @Test
    void doesNotTakeADocumentForPendingThatNobodyCanTellAnythingAbout() {
        Documents documents = documents((_, _, _) -> {
            throw new LogUnavailableException("away", new IllegalStateException("away"));
        });

        assertThatThrownBy(() -> documents.find(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
        assertThatThrownBy(() -> documents.findLatest(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void saysThatThereIsNoDocumentOnlyOnceTheLatestCommandsAreKnown() throws LogUnavailableException {
        DocumentId other = new DocumentId("other");
        Documents documents = documents((_, _, _) -> Optional.empty());

        assertThat(documents.find(other)).isEmpty();

        acceptedIsComplete = false;
        assertThatThrownBy(() -> documents.find(other)).isInstanceOf(LogUnavailableException.class);
        assertThat(documents.find(DOCUMENT)).contains(DocumentState.initial(DOCUMENT));
    }

    @Test
    void verifiesNoDocumentAwayBeforeTheLatestCommandsAreKnown() throws LogUnavailableException {
        DocumentId other = new DocumentId("other");
        DocumentLog empty = (_, _, _) -> Optional.empty();
        Verifier verifier = new Verifier(_ -> new ProjectionAnswer.Unknown(), empty, documents(empty));

        assertThat(verifier.verify(other)).isEqualTo(new Verification.NoDocument());

        acceptedIsComplete = false;
        assertThatThrownBy(() -> verifier.verify(other)).isInstanceOf(LogUnavailableException.class);
    }

    private Documents documents(DocumentLog log) {
        return new Documents(_ -> new ProjectionAnswer.Unavailable(), log, accepted, () -> acceptedIsComplete);
    }
}
