package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.Recorded;
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
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VisibleDocumentsTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    private final AcceptedDocuments accepted = new AcceptedDocuments();
    private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private ProjectionAnswer projection = new ProjectionAnswer.Unavailable();
    private boolean acceptedIsComplete = true;

    VisibleDocumentsTest() {
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
    void treatsADocumentWithoutATopicAsPendingIfItWasAcceptedRecently() throws LogUnavailableException {
        VisibleDocuments documents = documents((_, _, _) -> Optional.empty());

        assertThat(documents.find(DOCUMENT)).contains(DocumentState.initial(DOCUMENT));
    }

    @Test
    void doesNotTreatADocumentAsPendingIfNoSourceAnswers() {
        VisibleDocuments documents = documents((_, _, _) -> {
            throw new LogUnavailableException("away", new IllegalStateException("away"));
        });

        assertThatThrownBy(() -> documents.find(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
        assertThatThrownBy(() -> documents.findLatest(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void opensTheStreamOfADocumentThatWasAcceptedRecentlyThoughItsTopicDoesNotAnswer() throws LogUnavailableException {
        VisibleDocuments documents = documents((_, _, _) -> {
            throw new LogUnavailableException("no leader", new IllegalStateException("no leader"));
        });

        assertThat(documents.findToStream(DOCUMENT)).contains(DocumentState.initial(DOCUMENT));
        assertThatThrownBy(() -> documents.findToStream(new DocumentId("other")))
                .isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void saysThatThereIsNoDocumentOnlyOnceTheLatestCommandsAreKnown() throws LogUnavailableException {
        DocumentId other = new DocumentId("other");
        VisibleDocuments documents = documents((_, _, _) -> Optional.empty());

        assertThat(documents.find(other)).isEmpty();

        acceptedIsComplete = false;
        assertThatThrownBy(() -> documents.find(other)).isInstanceOf(LogUnavailableException.class);
        assertThat(documents.find(DOCUMENT)).contains(DocumentState.initial(DOCUMENT));
    }

    @Test
    void doesNotReportADocumentAsMissingBeforeTheLatestCommandsAreKnown() throws LogUnavailableException {
        DocumentId other = new DocumentId("other");
        DocumentReader empty = (_, _, _) -> Optional.empty();
        Verifier verifier = new Verifier(_ -> new ProjectionAnswer.Unknown(), empty, documents(empty));

        assertThat(verifier.verify(Caller.LOCAL, other, null)).isEqualTo(new Verification.NoDocument());

        acceptedIsComplete = false;
        assertThatThrownBy(() -> verifier.verify(Caller.LOCAL, other, null))
                .isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void foldsTheEventsThatTheProjectionLacksInOneRead() throws LogUnavailableException {
        topic.append(run());
        projectionHolds(run().subList(0, 3));

        assertThat(documents(topic::read).find(DOCUMENT)).contains(DocumentFold.fold(DOCUMENT, run()));
        assertThat(topic.reads()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 20})
    void foldsARecreatedDocumentFromItsFirstEventIfTheProjectionHoldsTheErasedOne(int events)
            throws LogUnavailableException {
        topic.append(SampleRun.recreated(run()).subList(0, events));
        projectionHolds(run().subList(0, 2));
        VisibleDocuments documents = documents(topic::read);

        DocumentState recreated =
                DocumentFold.fold(DOCUMENT, SampleRun.recreated(run()).subList(0, events));
        assertThat(documents.find(DOCUMENT)).contains(recreated);
        assertThat(documents.findLatest(DOCUMENT)).contains(recreated);
    }

    @Test
    void knowsNoDocumentWithoutATopicWhateverTheProjectionStillSays() throws LogUnavailableException {
        accepted.notice(new Command.Erase(DOCUMENT, new CommandId("erase"), Owner.LOCAL, Instant.EPOCH));
        topic.withoutTopic();
        projectionHolds(run());
        VisibleDocuments documents = documents(topic::read);

        assertThat(documents.find(DOCUMENT)).isEmpty();
        assertThat(documents.findLatest(DOCUMENT)).isEmpty();
        assertThat(documents.findAt(Caller.LOCAL, DOCUMENT, 3)).isEqualTo(new PastState.NoDocument());

        acceptedIsComplete = false;
        assertThatThrownBy(() -> documents.find(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
        assertThatThrownBy(() -> documents.findLatest(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void usesTheProjectionWhileTheTopicDoesNotAnswer() throws LogUnavailableException {
        topic.logDown();
        projectionHolds(run());
        VisibleDocuments documents = documents(topic::read);

        assertThat(documents.find(DOCUMENT)).contains(DocumentFold.fold(DOCUMENT, run()));
        assertThatThrownBy(() -> documents.findLatest(DOCUMENT)).isInstanceOf(LogUnavailableException.class);
        assertThat(documents.isKeptFrom(caller("local"), DOCUMENT)).isFalse();
        assertThatThrownBy(() -> documents.isKeptFrom(caller("eve"), DOCUMENT))
                .isInstanceOf(LogUnavailableException.class);
    }

    @Test
    void givesNoCallerThePastOfAnotherOwnersDocument() throws LogUnavailableException {
        topic.append(run());
        VisibleDocuments documents = documents(topic::read);

        assertThat(documents.findAt(caller("local"), DOCUMENT, 3)).isInstanceOf(PastState.Known.class);
        assertThat(documents.findAt(caller("eve"), DOCUMENT, 3)).isEqualTo(new PastState.NoDocument());
        assertThat(documents.findAt(caller("eve"), DOCUMENT, 100_000)).isEqualTo(new PastState.NoDocument());
        topic.withoutTopic();
        assertThat(documents.findAt(caller("eve"), DOCUMENT, 3)).isEqualTo(new PastState.NoDocument());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void readsNothingOfADocumentThatAnotherOwnerRecreatesMeanwhile(long from) {
        FakeRecorded another = new FakeRecorded(DOCUMENT);
        another.append(SampleRun.from(DOCUMENT, 0, List.of(SampleRun.startedFor(new Owner("eve")))));
        another.append(SampleRun.recreated(run()).subList(1, 20));
        topic.append(run());
        AtomicInteger reads = new AtomicInteger();
        Recorded seen = documents(
                        (id, begin, end) -> (reads.getAndIncrement() == 0 ? topic : another).read(id, begin, end))
                .seenBy(caller("local"));

        assertThat(eventsOf(seen, from)).isSubsetOf(run());
        assertThat(eventsOf(seen, from)).isEmpty();
    }

    @Test
    void queriesTheProjectionOnceForAnotherOwnersDocumentAsForAMissingOne() throws LogUnavailableException {
        topic.append(run());
        projectionHolds(run());
        AtomicInteger asked = new AtomicInteger();
        VisibleDocuments documents = new VisibleDocuments(
                _ -> {
                    asked.incrementAndGet();
                    return projection;
                },
                (id, from, to) -> id.equals(DOCUMENT) ? topic.read(id, from, to) : Optional.empty(),
                accepted,
                () -> true,
                new RecentEvents(0));

        assertThat(documents.isKeptFrom(caller("eve"), DOCUMENT)).isTrue();
        assertThat(asked).hasValue(1);
        projection = new ProjectionAnswer.Unknown();
        assertThat(documents.isKeptFrom(caller("eve"), new DocumentId("none"))).isTrue();
        assertThat(asked).hasValue(2);
    }

    /** What a read gives, which ends a stream where it gives nothing. */
    private static List<RecordedEvent> eventsOf(Recorded documents, long from) {
        try {
            return documents.read(DOCUMENT, from, 4).orElseThrow().events();
        } catch (LogUnavailableException _) {
            return List.of();
        }
    }

    private static Caller caller(String owner) {
        return new Caller(new Owner(owner), false, Instant.MAX);
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }

    private void projectionHolds(List<RecordedEvent> events) {
        projection = new ProjectionAnswer.Known(DocumentFold.fold(DOCUMENT, events));
    }

    private VisibleDocuments documents(DocumentReader log) {
        return new VisibleDocuments(_ -> projection, log, accepted, () -> acceptedIsComplete, new RecentEvents(0));
    }
}
