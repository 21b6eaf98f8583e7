package dev.stepfold.gateway.stream;

import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.testkit.FakeRecorded;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** One document, its fakes, and a way to say what a stream returned. */
abstract class StreamScript {
    static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final Duration IMPATIENT = Duration.ofMillis(1);

    final FakeRecorded recorded = new FakeRecorded(DOCUMENT);
    final Watchers watchers = new Watchers();

    final DocumentStream open(Cursor cursor) throws LogUnavailableException {
        return open(cursor, false);
    }

    final DocumentStream open(Cursor cursor, boolean untilRest) throws LogUnavailableException {
        return DocumentStream.open(request(cursor, untilRest), recorded, watchers)
                .orElseThrow();
    }

    static DocumentStream.Request request(Cursor cursor, boolean untilRest) {
        return new DocumentStream.Request(DOCUMENT, cursor, untilRest, IMPATIENT, null);
    }

    static DocumentStream.Request request(Duration lifetime) {
        return new DocumentStream.Request(DOCUMENT, new Cursor.None(), false, Duration.ofMinutes(1), lifetime);
    }

    /** The events from {@code first} up to {@code end}, which is excluded, are appended and forwarded. */
    final void happens(int first, int end) {
        recorded.append(run().subList(first, end));
        forward(run().subList(first, end));
    }

    final void forward(List<RecordedEvent> events) {
        events.forEach(event -> watchers.dispatch(EventFrame.of(event)));
    }

    static List<RecordedEvent> run() {
        return SampleRun.from(DOCUMENT, 0, SampleRun.complete());
    }

    static List<RecordedEvent> many(long first, long end) {
        List<DocumentEvent> events = LongStream.range(first, end)
                .<DocumentEvent>mapToObj(i -> SampleRun.processing(StepId.first(), "at " + i))
                .toList();
        return SampleRun.from(DOCUMENT, first, events);
    }

    static List<String> events(long first, long end) {
        return LongStream.range(first, end).mapToObj(i -> "event " + i).toList();
    }

    /** What the stream returns until nothing is left to wait for. */
    static List<String> drain(DocumentStream stream) {
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
