package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which events a stream returns, whatever happens to the forwards. */
final class DocumentStreamTest extends StreamScript {
    @Test
    void beginsWithASnapshotAndContinuesWithTheEventsAfterIt() throws Exception {
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
    void fillsAHoleFromTheTopicIfAForwardIsLate() throws Exception {
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
    void ignoresAFencedWrite() throws Exception {
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
    void readsTheTopicAfterTheFeedWasInterrupted() throws Exception {
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
}
