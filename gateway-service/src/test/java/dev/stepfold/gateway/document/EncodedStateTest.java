package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes answer a request for a state. */
final class EncodedStateTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final List<RecordedEvent> RUN = SampleRun.from(DOCUMENT, 0, SampleRun.complete());

    /** What nobody who decodes it could pass on. */
    private static final byte[] NOT_A_STATE = {1, 2, 3};

    private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private DocumentState projected = DocumentState.initial(DOCUMENT);

    /** Whether the projection answers something else beside the outline. */
    private boolean spoiled;

    private int queries;
    private int reads;

    @Test
    void isPassedOnIfTheLogEndsWithItsLastEvent() throws LogUnavailableException {
        topic.append(RUN);
        projected = DocumentFold.fold(DOCUMENT, RUN);
        spoiled = true;

        EncodedState found =
                documents(topic::read).findEncoded(Caller.LOCAL, DOCUMENT).orElseThrow();

        assertThat(found.json()).isEqualTo(NOT_A_STATE);
        assertThat(found.outline()).isEqualTo(StateOutline.of(projected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void isFoldedOnIfTheLogHasMore(int more) throws LogUnavailableException {
        topic.append(RUN);
        projected = DocumentFold.fold(DOCUMENT, RUN.subList(0, RUN.size() - more));

        assertThat(found(documents(topic::read))).isEqualTo(DocumentFold.fold(DOCUMENT, RUN));
        assertThat(queries).isOne();
        assertThat(reads).isOne();
    }

    @Test
    void isFoldedAnewIfItCannotBeReadAndTheLogHasMore() throws LogUnavailableException {
        topic.append(RUN);
        projected = DocumentFold.fold(DOCUMENT, RUN.subList(0, RUN.size() - 1));
        spoiled = true;

        assertThat(found(documents(topic::read))).isEqualTo(DocumentFold.fold(DOCUMENT, RUN));
    }

    @Test
    void isFoldedAnewIfTheLogHasAnotherEventInThePlaceOfItsLast() throws LogUnavailableException {
        List<RecordedEvent> changed = SampleRun.cutAfter(RUN.size() - 2, RUN);
        topic.append(changed);
        projected = DocumentFold.fold(DOCUMENT, RUN);

        assertThat(found(documents(topic::read))).isEqualTo(DocumentFold.fold(DOCUMENT, changed));
    }

    @Test
    void isThatOfTheProjectionWhileTheLogDoesNotAnswer() throws LogUnavailableException {
        projected = DocumentFold.fold(DOCUMENT, RUN);
        VisibleDocuments documents = documents((_, _, _) -> {
            throw new LogUnavailableException("away", new IllegalStateException("away"));
        });

        assertThat(found(documents)).isEqualTo(projected);
        assertThat(queries).isOne();
        assertThat(reads).isOne();
        projected = DocumentState.initial(DOCUMENT);
        assertThatThrownBy(() -> documents.findEncoded(Caller.LOCAL, DOCUMENT))
                .isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void isFoldedAnewIfOneThatCannotBeReadWasPassedOnBefore() throws LogUnavailableException {
        VisibleDocuments documents = documents(topic::read);
        topic.append(RUN.subList(0, 12));
        projected = DocumentFold.fold(DOCUMENT, RUN.subList(0, 12));
        spoiled = true;
        assertThat(documents.findEncoded(Caller.LOCAL, DOCUMENT).orElseThrow().json())
                .isEqualTo(NOT_A_STATE);

        topic.append(RUN.subList(12, RUN.size()));

        assertThat(found(documents)).isEqualTo(DocumentFold.fold(DOCUMENT, RUN));
    }

    @Test
    void isAskedForOnceWhileTheLogGoesOnFromIt() throws LogUnavailableException {
        VisibleDocuments documents = documents(topic::read);
        topic.append(RUN.subList(0, 12));
        projected = DocumentFold.fold(DOCUMENT, RUN.subList(0, 12));
        assertThat(found(documents)).isEqualTo(projected);

        topic.append(RUN.subList(12, RUN.size()));

        assertThat(found(documents)).isEqualTo(DocumentFold.fold(DOCUMENT, RUN));
        assertThat(found(documents)).isEqualTo(DocumentFold.fold(DOCUMENT, RUN));
        assertThat(queries).isOne();
        assertThat(reads).isEqualTo(3);
    }

    @Test
    void isAskedForAgainOnceTheLogIsAnotherOrGone() throws LogUnavailableException {
        VisibleDocuments documents = documents(topic::read);
        topic.append(RUN);
        projected = DocumentFold.fold(DOCUMENT, RUN);
        assertThat(found(documents)).isEqualTo(projected);

        List<RecordedEvent> changed = SampleRun.cutAfter(RUN.size() - 2, RUN);
        topic.replaceBy(changed);
        assertThat(found(documents)).isEqualTo(DocumentFold.fold(DOCUMENT, changed));
        assertThat(queries).isEqualTo(2);

        topic.unknown();
        assertThat(documents.findEncoded(Caller.LOCAL, DOCUMENT)).isEmpty();
    }

    @Test
    void isAskedForWhileTheLogDoesNotAnswer() throws LogUnavailableException {
        VisibleDocuments documents = documents(topic::read);
        topic.append(RUN.subList(0, 12));
        projected = DocumentFold.fold(DOCUMENT, RUN.subList(0, 12));
        assertThat(found(documents)).isEqualTo(projected);

        topic.logDown();
        projected = DocumentFold.fold(DOCUMENT, RUN);

        assertThat(found(documents)).isEqualTo(projected);
    }

    @Test
    void isNoOneElses() throws LogUnavailableException {
        topic.append(RUN);
        projected = DocumentFold.fold(DOCUMENT, RUN);
        Caller other = new Caller(new Owner("someone else"), false, Instant.MAX);

        assertThat(documents(topic::read).findEncoded(other, DOCUMENT)).isEmpty();
        Caller owner = new Caller(Optional.ofNullable(projected.owner()).orElseThrow(), false, Instant.MAX);
        assertThat(documents(topic::read).findEncoded(owner, DOCUMENT)).isPresent();
    }

    private static DocumentState found(VisibleDocuments documents) throws LogUnavailableException {
        byte[] json =
                documents.findEncoded(Caller.LOCAL, DOCUMENT).orElseThrow().json();
        try {
            return JsonCodec.STATES.decode(json);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    private VisibleDocuments documents(DocumentReader log) {
        Projection projection = documentId -> {
            queries++;
            byte[] json = spoiled ? NOT_A_STATE : JsonCodec.STATES.encode(projected);
            return projected.exists()
                    ? new ProjectionAnswer.Known(EncodedState.received(documentId, StateOutline.of(projected), json))
                    : new ProjectionAnswer.Unknown();
        };
        DocumentReader counted = (documentId, from, to) -> {
            reads++;
            return log.read(documentId, from, to);
        };
        return new VisibleDocuments(projection, counted, new AcceptedDocuments(), () -> true, new RecentEvents(0));
    }
}
