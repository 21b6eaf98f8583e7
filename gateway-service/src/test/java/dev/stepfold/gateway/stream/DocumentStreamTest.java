package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DocumentStreamTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Duration IMPATIENT = Duration.ofMillis(1);

    private final FakeRecorded recorded = new FakeRecorded(DOCUMENT);
    private final Watchers watchers = new Watchers();

    @Test
    void beginsWithASnapshotAndGoesOnWithTheEventsAfterIt() throws Exception {
        recorded.append(run().subList(0, 5));
        recorded.projectedBelow(3);

        DocumentStream stream = open(new Cursor.None());

        assertThat(drain(stream)).containsExactly("snapshot 2", "event 3", "event 4");
    }

    @Test
    void relaysWhatArrivesLive() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        happens(2, 5);

        assertThat(drain(stream)).containsExactly("event 2", "event 3", "event 4");
    }

    @Test
    void sendsEveryEventToAClientThatWantsAllFromTheFirst() throws Exception {
        recorded.append(run());

        assertThat(drain(open(new Cursor.After(-1)))).isEqualTo(events(0, 20));
    }

    @Test
    void resumesInTheMiddleWithoutASnapshot() throws Exception {
        recorded.append(run());

        assertThat(drain(open(new Cursor.After(5)))).isEqualTo(events(6, 20));
    }

    @Test
    void sendsNothingToAClientThatHasEverything() throws Exception {
        recorded.append(run());

        assertThat(drain(open(new Cursor.After(19)))).isEmpty();
    }

    @Test
    void resetsACursorBeyondTheEnd() throws Exception {
        recorded.append(run().subList(0, 4));

        assertThat(drain(open(new Cursor.After(4)))).containsExactly("reset beyond-end", "snapshot 3");
    }

    @Test
    void resetsACursorThatCannotBeRead() throws Exception {
        recorded.append(run().subList(0, 4));

        assertThat(drain(open(new Cursor.Unreadable()))).containsExactly("reset invalid-cursor", "snapshot 3");
    }

    @Test
    void knowsNothingOfAnUnknownDocument() throws Exception {
        recorded.unknown();

        assertThat(DocumentStream.open(request(new Cursor.None(), false), recorded, watchers))
                .isEmpty();
        assertThat(watchers.count()).isZero();
    }

    @Test
    void waitsForTheFirstEventOfADocumentThatHasNoTopicYet() throws Exception {
        recorded.withoutTopic();
        DocumentStream stream = open(new Cursor.None());
        assertThat(drain(stream)).containsExactly("snapshot -1");

        recorded.createTopic();
        happens(0, 2);

        assertThat(drain(stream)).containsExactly("event 0", "event 1");
    }

    @Test
    void sendsOnceWhatArrivesBetweenRegistrationAndSnapshot() throws Exception {
        recorded.append(run().subList(0, 3));
        recorded.beforeSnapshot(() -> happens(3, 6));

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 5");
    }

    @Test
    void sendsOnceWhatArrivesBetweenRegistrationAndAnOlderSnapshot() throws Exception {
        recorded.append(run().subList(0, 3));
        recorded.projectedBelow(2);
        recorded.beforeSnapshot(() -> happens(3, 6));

        assertThat(drain(open(new Cursor.None())))
                .containsExactly("snapshot 1", "event 2", "event 3", "event 4", "event 5");
    }

    @Test
    void dropsWhatIsForwardedAgain() throws Exception {
        recorded.append(run().subList(0, 6));
        DocumentStream stream = open(new Cursor.After(2));
        drain(stream);

        forward(run().subList(0, 6));
        happens(6, 7);

        assertThat(drain(stream)).containsExactly("event 6");
    }

    @Test
    void fillsAHoleFromTheTopicWhereAForwardIsLate() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        recorded.append(run().subList(2, 6));
        forward(run().subList(5, 6));
        assertThat(drain(stream)).containsExactly("event 2", "event 3", "event 4", "event 5");

        forward(run().subList(2, 5));
        happens(6, 7);
        assertThat(drain(stream)).containsExactly("event 6");
    }

    @Test
    void passesOverAFencedWrite() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        recorded.appendFenced();
        RecordedEvent afterIt = SampleRun.at(DOCUMENT, 3, SampleRun.processing(StepId.first(), "again"));
        recorded.append(List.of(afterIt));
        forward(List.of(afterIt));

        assertThat(drain(stream)).containsExactly("event 3");
    }

    @Test
    void doesNotReadTheTopicAgainWhileLiveEventsFollowEachOther() throws Exception {
        recorded.append(run().subList(0, 2));
        recorded.appendFenced();
        DocumentStream stream = open(new Cursor.None());
        drain(stream);
        int before = recorded.reads();

        RecordedEvent next = SampleRun.at(DOCUMENT, 3, SampleRun.processing(StepId.first(), "again"));
        recorded.append(List.of(next));
        forward(List.of(next));

        assertThat(drain(stream)).containsExactly("event 3");
        assertThat(recorded.reads()).isEqualTo(before);
    }

    @Test
    void collapsesWhatASlowClientMissedIntoOneSnapshot() throws Exception {
        recorded.append(many(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        List<RecordedEvent> missed = many(2, Watcher.EVENTS_MAX + 10);
        recorded.append(missed);
        forward(missed);

        assertThat(drain(stream)).containsExactly("snapshot " + (Watcher.EVENTS_MAX + 9));
        RecordedEvent next =
                many(Watcher.EVENTS_MAX + 10, Watcher.EVENTS_MAX + 11).getFirst();
        recorded.append(List.of(next));
        forward(List.of(next));
        assertThat(drain(stream)).containsExactly("event " + (Watcher.EVENTS_MAX + 10));
    }

    @Test
    void looksIntoTheTopicAfterTheFeedWasInterrupted() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        recorded.append(run().subList(2, 4));
        watchers.interruptAll();

        assertThat(drain(stream)).containsExactly("event 2", "event 3");
    }

    @Test
    void readsALongHistoryStretchByStretch() throws Exception {
        int length = 2 * DocumentStream.STRETCH_MAX + 3;
        recorded.append(many(0, length));

        assertThat(drain(open(new Cursor.After(-1)))).isEqualTo(events(0, length));
    }

    @Test
    void endsAndSkipsNothingWhereTheTopicCannotBeRead() throws Exception {
        recorded.append(run().subList(0, 4));
        recorded.projectedBelow(2);
        recorded.logDown();

        DocumentStream stream = open(new Cursor.None());

        assertThat(drain(stream)).containsExactly("snapshot 1", "end LOG_UNAVAILABLE");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void endsAndSkipsNothingWhereTheTopicEndsBeforeAForwardedEvent() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        forward(run().subList(5, 6));

        assertThat(drain(stream)).containsExactly("end LOG_UNAVAILABLE");
    }

    @Test
    void resetsWhenTheSnapshotIsOfADocumentErasedAndMadeAnew() throws Exception {
        recorded.append(run().subList(0, 2));
        recorded.projectionHolds(DocumentFold.fold(DOCUMENT, run()));

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 19", "reset made-anew", "snapshot 1");
    }

    @Test
    void resetsWhenTheDocumentIsErasedAndMadeAnewWhileItIsWatched() throws Exception {
        recorded.append(run());
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        recorded.startAnew();
        RecordedEvent first =
                new RecordedEvent(DOCUMENT, SampleRun.RUN, 0, SampleRun.START.plusSeconds(60), SampleRun.started());
        recorded.append(List.of(first));
        forward(List.of(first));

        assertThat(drain(stream)).containsExactly("reset made-anew", "snapshot 0");
    }

    @Test
    void staysOpenForTheNextRunUnlessAskedToEndAtRest() throws Exception {
        recorded.append(run());

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 19");
        assertThat(drain(open(new Cursor.None(), true))).containsExactly("snapshot 19", "end AT_REST");
    }

    @Test
    void endsAfterTheLastEventWhenAskedToEndAtRest() throws Exception {
        recorded.append(run().subList(0, 18));
        DocumentStream stream = open(new Cursor.After(15), true);
        assertThat(drain(stream)).containsExactly("event 16", "event 17");

        happens(18, 20);

        assertThat(drain(stream)).containsExactly("event 18", "event 19", "end AT_REST");
    }

    @Test
    void endsAtRestForAClientThatHasEverythingThoughTheProjectionIsBehind() throws Exception {
        recorded.append(run());
        recorded.projectedBelow(10);

        assertThat(drain(open(new Cursor.After(19), true))).containsExactly("end AT_REST");
    }

    @Test
    void leavesNothingBehindWhenItIsClosed() throws Exception {
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        stream.close();

        assertThat(drain(stream)).containsExactly("end CLOSED");
        assertThat(watchers.count()).isZero();
        assertThat(watchers.isWatched(DOCUMENT)).isFalse();
    }

    @Test
    void neverLosesOrRepeatsAnEventWhateverTheForwardsDo() throws Exception {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            FakeRecorded log = new FakeRecorded(DOCUMENT);
            Watchers feed = new Watchers();
            DocumentStream stream = DocumentStream.open(request(new Cursor.After(-1), false), log, feed)
                    .orElseThrow();
            List<String> sent = new ArrayList<>();
            List<RecordedEvent> late = new ArrayList<>();
            for (RecordedEvent event : many(0, 100)) {
                log.append(List.of(event));
                late.add(event);
                switch (random.nextInt(4)) {
                    case 0 -> late.clear();
                    case 1 -> {
                        late.reversed().forEach(forwarded -> feed.dispatch(EventFrame.of(forwarded)));
                        late.clear();
                    }
                    case 2 -> late.forEach(forwarded -> feed.dispatch(EventFrame.of(forwarded)));
                    default -> sent.addAll(drain(stream));
                }
            }
            feed.interruptAll();
            sent.addAll(drain(stream));
            assertThat(sent).as("seed %d", seed).isEqualTo(events(0, 100));
        }
    }

    private DocumentStream open(Cursor cursor) throws LogUnavailableException {
        return open(cursor, false);
    }

    private DocumentStream open(Cursor cursor, boolean untilRest) throws LogUnavailableException {
        return DocumentStream.open(request(cursor, untilRest), recorded, watchers)
                .orElseThrow();
    }

    private static DocumentStream.Request request(Cursor cursor, boolean untilRest) {
        return new DocumentStream.Request(DOCUMENT, cursor, untilRest, IMPATIENT);
    }

    /** The events from {@code first} up to and without {@code end} are appended and forwarded. */
    private void happens(int first, int end) {
        recorded.append(run().subList(first, end));
        forward(run().subList(first, end));
    }

    private void forward(List<RecordedEvent> events) {
        events.forEach(event -> watchers.dispatch(EventFrame.of(event)));
    }

    private static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }

    private static List<RecordedEvent> many(long first, long end) {
        List<DocumentEvent> events = LongStream.range(first, end)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return SampleRun.from(DOCUMENT, first, events);
    }

    private static List<String> events(long first, long end) {
        return LongStream.range(first, end).mapToObj(i -> "event " + i).toList();
    }

    /** What the stream hands out until nothing is left to wait for. */
    private static List<String> drain(DocumentStream stream) {
        List<String> handedOut = new ArrayList<>();
        while (true) {
            switch (stream.next()) {
                case Next.Snapshot(var state) -> handedOut.add("snapshot " + state.sequence());
                case Next.Event(var frame) -> handedOut.add("event " + frame.sequence());
                case Next.Reset(var reason) -> handedOut.add("reset " + reason.code());
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
