package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.access.Caller;
import dev.stepfold.gateway.stream.Cursor;
import dev.stepfold.gateway.stream.DocumentStream;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.LiveFeed;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.gateway.stream.RecentEvents;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.gateway.stream.Watcher;
import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the recent events spare a stream the read of a topic, and when they must not. */
final class RecentStreamTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Owner EVE = new Owner("eve");
    private static final Duration IMPATIENT = Duration.ofMillis(1);
    private static final Instant ERASED_AT = SampleRun.START.plus(Duration.ofHours(1));

    private FakeRecorded topic = new FakeRecorded(DOCUMENT);
    private final Watchers watchers = new Watchers();
    private final RecentEvents recent = new RecentEvents(10_000_000);
    private Runnable onProjection = () -> {};
    private ProjectionAnswer projection = new ProjectionAnswer.Unknown();
    private final VisibleDocuments documents = new VisibleDocuments(
            _ -> {
                onProjection.run();
                return projection;
            },
            (id, from, to) -> topic.read(id, from, to),
            new AcceptedDocuments(),
            () -> true,
            recent);

    /** Everybody who may see the document. */
    static List<Caller> readers() {
        return List.of(Caller.LOCAL, caller(Owner.LOCAL));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsNoTopicForAFirstConnect(Caller reader) throws Exception {
        happens(run().subList(0, 18));
        projected(run().subList(0, 12));

        DocumentStream stream = open(reader, new Cursor.None(), false);

        assertThat(drain(stream)).containsExactly("snapshot 17");
        happens(run().subList(18, 20));
        assertThat(drain(stream)).isEqualTo(events(18, 20));
        assertThat(topic.reads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsNoTopicForADocumentThatTheProjectionDoesNotKnowYet(Caller reader) throws Exception {
        happens(run().subList(0, 3));

        assertThat(drain(open(reader, new Cursor.None(), false))).containsExactly("snapshot 2");
        assertThat(drain(open(reader, new Cursor.After(-1), true))).isEqualTo(events(0, 3));
        assertThat(topic.reads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsNoTopicForACursor(Caller reader) throws Exception {
        happens(run());
        projected(run());

        assertThat(drain(open(reader, new Cursor.After(5), false))).isEqualTo(events(6, 20));
        assertThat(drain(open(reader, new Cursor.After(19), false))).isEmpty();
        assertThat(drain(open(reader, new Cursor.After(-1), false))).isEqualTo(events(0, 20));
        assertThat(topic.reads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsNoTopicForALongStretch(Caller reader) throws Exception {
        List<RecordedEvent> all = new ArrayList<>(run().subList(0, 1));
        all.addAll(progress(1, 700));
        happens(all);
        projected(all);

        assertThat(drain(open(reader, new Cursor.After(100), false))).isEqualTo(events(101, 700));
        assertThat(topic.reads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsTheTopicForACursorThatIsNotRecent(Caller reader) throws Exception {
        topic.append(run().subList(0, 10));
        happens(run().subList(10, 20));
        projected(run());

        assertThat(drain(open(reader, new Cursor.After(5), false))).isEqualTo(events(6, 20));
        assertThat(drain(open(reader, new Cursor.After(20), false))).containsExactly("reset beyond-end", "snapshot 19");
        assertThat(topic.reads()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsTheTopicForAStateThatIsNotRecent(Caller reader) throws Exception {
        topic.append(run().subList(0, 10));
        happens(run().subList(10, 20));
        projected(run().subList(0, 8));

        assertThat(drain(open(reader, new Cursor.None(), false))).containsExactly("snapshot 19");
        assertThat(topic.reads()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsTheTopicIfTheStateIsAheadOfTheRecentEvents(Caller reader) throws Exception {
        topic.append(run());
        relay(run().subList(0, 10));
        projected(run());

        assertThat(drain(open(reader, new Cursor.After(5), false))).isEqualTo(events(6, 20));
        assertThat(drain(open(reader, new Cursor.None(), false))).containsExactly("snapshot 19");
    }

    @ParameterizedTest
    @MethodSource("readers")
    void readsTheTopicWhereAForwardIsLate(Caller reader) throws Exception {
        topic.append(run());
        relay(run().subList(0, 5));
        relay(run().subList(8, 20));
        projected(run());

        assertThat(drain(open(reader, new Cursor.After(3), false))).isEqualTo(events(4, 20));
        assertThat(drain(open(reader, new Cursor.After(-1), false))).isEqualTo(events(0, 20));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void sendsOnceWhatIsForwardedWhileTheStreamIsOpened(Cursor cursor) throws Exception {
        happens(run().subList(0, 5));
        Recorded seen = documents.streamedTo(Caller.LOCAL, DOCUMENT).orElseThrow();
        LiveFeed feed = id -> {
            happens(run().subList(5, 7));
            Watcher watcher = watchers.watch(id);
            happens(run().subList(7, 9));
            return watcher;
        };
        onProjection = () -> happens(run().subList(9, 11));

        DocumentStream stream =
                DocumentStream.open(request(cursor, false), seen, feed).orElseThrow();
        happens(run().subList(11, 13));

        List<String> sent = drain(stream);
        if (cursor instanceof Cursor.After(long after)) {
            assertThat(sent).isEqualTo(events(after + 1, 13));
        } else {
            assertThat(sent).containsExactly("snapshot 10", "event 11", "event 12");
        }
        assertThat(topic.reads()).isZero();
    }

    @Test
    void doesNotTakeAFencedWriteForAnEvent() throws Exception {
        happens(run().subList(0, 3));
        topic.appendFenced();
        happens(run().subList(4, 8));
        projected(List.of(run().get(0), run().get(1), run().get(2), run().get(4), run().get(5)));

        assertThat(drain(open(Caller.LOCAL, new Cursor.After(1), false)))
                .containsExactly("event 2", "event 4", "event 5", "event 6", "event 7");
        assertThat(drain(open(Caller.LOCAL, new Cursor.After(3), false))).isEqualTo(events(4, 8));
        int before = topic.reads();
        assertThat(drain(open(Caller.LOCAL, new Cursor.After(4), false))).isEqualTo(events(5, 8));
        assertThat(drain(open(Caller.LOCAL, new Cursor.None(), false))).containsExactly("snapshot 7");
        assertThat(topic.reads()).isEqualTo(before);
    }

    @Test
    void readsTheTopicAfterTheFeedWasInterruptedThoughTheRecentEventsCoverTheCursor() throws Exception {
        happens(run().subList(0, 5));
        DocumentStream stream = open(Caller.LOCAL, new Cursor.After(0), false);
        assertThat(drain(stream)).isEqualTo(events(1, 5));

        topic.append(run().subList(5, 8));
        recent.clear();
        watchers.interruptAll();
        relay(run().subList(4, 5));

        assertThat(drain(stream)).isEqualTo(events(5, 8));
    }

    @Test
    void readsTheTopicIfTheRecentEventsEndBeforeAnEventThatWasSeen() throws Exception {
        happens(run().subList(0, 3));
        DocumentStream stream = open(Caller.LOCAL, new Cursor.After(0), false);
        assertThat(drain(stream)).isEqualTo(events(1, 3));

        topic.append(run().subList(3, 6));
        relay(run().subList(5, 6));
        recent.clear();
        relay(run().subList(2, 4));

        assertThat(drain(stream)).isEqualTo(events(3, 6));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void asksTheTopicBeforeItEndsAtRest(Caller reader) throws Exception {
        happens(run());
        projected(run());
        topic.append(List.of(SampleRun.at(DOCUMENT, 20, new AgentRun.Resumed(new CommandId("resume")))));

        assertThat(drain(open(reader, new Cursor.None(), true))).containsExactly("snapshot 19", "event 20");
        assertThat(drain(open(reader, new Cursor.After(15), true))).isEqualTo(events(16, 21));
        assertThat(drain(open(reader, new Cursor.After(19), true))).containsExactly("event 20");
    }

    @ParameterizedTest
    @MethodSource("readers")
    void endsAtRestAsUsual(Caller reader) throws Exception {
        happens(run());
        projected(run().subList(0, 15));

        assertThat(drain(open(reader, new Cursor.None(), true))).containsExactly("snapshot 19", "end AT_REST");
        assertThat(drain(open(reader, new Cursor.After(17), true)))
                .containsExactly("event 18", "event 19", "end AT_REST");
    }

    @Test
    void showsNothingToACallerWhoMayNotSeeTheDocument() throws Exception {
        happens(run());
        assertThat(documents.streamedTo(caller(EVE), DOCUMENT)).isEmpty();

        projected(run());
        assertThat(documents.streamedTo(caller(EVE), DOCUMENT)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void knowsNoErasedDocument(Caller reader) throws Exception {
        happens(run());
        projected(run());
        topic.withoutTopic();
        relayErasure();

        assertThat(streamOf(reader)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void knowsNoDocumentWhoseTopicWasFoundGone(Caller reader) throws Exception {
        happens(run());
        projected(run());
        topic.withoutTopic();
        try {
            assertThat(documents.find(DOCUMENT)).isEmpty();
        } finally {
            assertThat(streamOf(reader)).isEmpty();
        }
    }

    @Test
    void showsARecreatedDocumentToItsNewOwnerOnlyWhateverTheProjectionStillSays() throws Exception {
        happens(run().subList(0, 5));
        projected(run().subList(0, 3));
        recreatedByEve(5);

        assertThat(documents.streamedTo(caller(Owner.LOCAL), DOCUMENT)).isEmpty();
        assertThat(drain(open(caller(EVE), new Cursor.None(), false))).containsExactly("snapshot 4");
        assertThat(drain(open(caller(EVE), new Cursor.After(2), false))).isEqualTo(events(3, 5));
        assertThat(drain(open(Caller.LOCAL, new Cursor.None(), false))).containsExactly("snapshot 4");
    }

    @Test
    void keepsEventsOfTheErasedDocumentThatComeLateFromItsNewOwner() throws Exception {
        happens(run().subList(0, 5));
        recreatedByEve(5);
        relay(run().subList(5, 8));

        assertThat(drain(open(caller(EVE), new Cursor.After(2), false))).isEqualTo(events(3, 5));
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void opensNoStreamOfADocumentThatAnotherOwnerRecreatesMeanwhile(Cursor cursor) throws Exception {
        happens(run().subList(0, 5));
        projected(run().subList(0, 5));
        Recorded seen = documents.streamedTo(caller(Owner.LOCAL), DOCUMENT).orElseThrow();

        recreatedByEve(9);

        assertThat(DocumentStream.open(request(cursor, false), seen, watchers)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cursors")
    void sendsNothingOfADocumentThatAnotherOwnerRecreatesAfterTheOpening(Cursor cursor) throws Exception {
        happens(run().subList(0, 5));
        projected(run().subList(0, 5));
        DocumentStream stream = open(caller(Owner.LOCAL), cursor, false);
        RecordingOfEve eve = new RecordingOfEve();

        topic = eve.topic;
        recent.erase(DOCUMENT, ERASED_AT);
        eve.events.forEach(event -> recent.add(EventFrame.of(event)));

        assertThat(drain(stream)).doesNotContainAnyElementsOf(events(0, 20)).contains("end LOG_UNAVAILABLE");
    }

    static List<Cursor> cursors() {
        return List.of(new Cursor.None(), new Cursor.After(-1), new Cursor.After(2), new Cursor.After(4));
    }

    /** Eve's document of the same id, which is longer. */
    private static final class RecordingOfEve {
        private final FakeRecorded topic = new FakeRecorded(DOCUMENT);
        private final List<RecordedEvent> events = eves(9);

        RecordingOfEve() {
            topic.append(events);
        }
    }

    private void recreatedByEve(int count) {
        topic = new FakeRecorded(DOCUMENT);
        topic.append(eves(count));
        relayErasure();
        relay(eves(count));
    }

    private static List<RecordedEvent> eves(int count) {
        List<DocumentEvent> events = new ArrayList<>(SampleRun.complete().subList(0, count));
        events.set(0, SampleRun.startedFor(EVE));
        return SampleRun.recreated(SampleRun.from(DOCUMENT, 0, events));
    }

    private void happens(List<RecordedEvent> events) {
        topic.append(events);
        relay(events);
    }

    private void relay(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            EventFrame frame = EventFrame.of(event);
            recent.add(frame);
            watchers.dispatch(frame);
        }
    }

    private void relayErasure() {
        recent.erase(DOCUMENT, ERASED_AT);
        watchers.erase(DOCUMENT, ERASED_AT);
    }

    private void projected(List<RecordedEvent> events) {
        projection = new ProjectionAnswer.Known(DocumentFold.fold(DOCUMENT, events));
    }

    private DocumentStream open(Caller reader, Cursor cursor, boolean untilRest) throws LogUnavailableException {
        Recorded seen = documents.streamedTo(reader, DOCUMENT).orElseThrow();
        return DocumentStream.open(request(cursor, untilRest), seen, watchers).orElseThrow();
    }

    private Optional<DocumentStream> streamOf(Caller reader) throws LogUnavailableException {
        Optional<Recorded> seen = documents.streamedTo(reader, DOCUMENT);
        return seen.isEmpty()
                ? Optional.empty()
                : DocumentStream.open(request(new Cursor.None(), false), seen.get(), watchers);
    }

    private static DocumentStream.Request request(Cursor cursor, boolean untilRest) {
        return new DocumentStream.Request(DOCUMENT, cursor, untilRest, IMPATIENT, null);
    }

    private static Caller caller(Owner owner) {
        return new Caller(owner, false, Instant.MAX);
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }

    private static List<RecordedEvent> progress(long first, long end) {
        List<DocumentEvent> events = LongStream.range(first, end)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return SampleRun.from(DOCUMENT, first, events);
    }

    private static List<String> events(long first, long end) {
        return LongStream.range(first, end).mapToObj(i -> "event " + i).toList();
    }

    /** What the stream returns until nothing is left to wait for. */
    private static List<String> drain(DocumentStream stream) {
        List<String> handedOut = new ArrayList<>();
        while (true) {
            switch (stream.next()) {
                case Next.Snapshot(var state) -> handedOut.add("snapshot " + state.sequence());
                case Next.Event(var frame) -> handedOut.add("event " + frame.sequence());
                case Next.Reset(var reason) -> handedOut.add("reset " + reason.code());
                case Next.Expired() -> handedOut.add("expired");
                case Next.Heartbeat() -> {
                    return handedOut;
                }
                case Next.End(var reason) -> {
                    handedOut.add("end " + reason);
                    return handedOut;
                }
            }
        }
    }
}
