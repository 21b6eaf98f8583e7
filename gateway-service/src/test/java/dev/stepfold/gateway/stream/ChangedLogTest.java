package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.gateway.stream.RecentEvents.Mark;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A log lost its end, as in a power cut, and went on otherwise: what watchers of the document get. */
final class ChangedLogTest extends StreamScript {
    private static final Traceparent TRACE = Traceparent.random(new Random(1));
    private static final List<RecordedEvent> CUT = SampleRun.cutAfter(7, run());

    @Test
    void resetsAWatcherThatHasEventsThatWereLost() throws Exception {
        recorded.append(run().subList(0, 12));
        DocumentStream stream = open(new Cursor.None());
        assertThat(drain(stream)).containsExactly("snapshot 11");

        recorded.replaceBy(CUT);
        relay(CUT, 8, 9);

        assertThat(drain(stream)).containsExactly("reset log-changed", "snapshot 8");
    }

    @Test
    void resetsAWatcherAsSoonAsItReadsALogThatIsShorter() throws Exception {
        recorded.append(run().subList(0, 12));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        recorded.replaceBy(CUT.subList(0, 8));
        watchers.interruptAll();

        assertThat(drain(stream)).containsExactly("reset log-changed", "snapshot 7");
    }

    @Test
    void sendsNoEventOfAnotherLogAfterTheLastOneThatWasLost() throws Exception {
        List<RecordedEvent> longer = new ArrayList<>(CUT);
        longer.addAll(SampleRun.recreated(
                SampleRun.from(DOCUMENT, 9, List.of(SampleRun.processing(StepId.first(), "And on")))));
        recorded.append(run().subList(0, 8));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);
        recorded.append(run().subList(8, 9));
        relay(run(), 8, 9);
        assertThat(drain(stream)).containsExactly("event 8");

        recorded.replaceBy(longer);
        relay(longer, 9, 10);

        assertThat(drain(stream)).containsExactly("reset log-changed", "snapshot 9");
    }

    @Test
    void noticesAnotherLastEventOfTheSameTime() throws Exception {
        List<RecordedEvent> other = new ArrayList<>(run().subList(0, 8));
        other.add(SampleRun.at(DOCUMENT, 8, SampleRun.processing(StepId.first(), "Otherwise")));
        recorded.append(run().subList(0, 8));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);
        recorded.append(run().subList(8, 9));
        relay(run(), 8, 9);
        drain(stream);

        recorded.replaceBy(other);
        relay(other, 8, 9);

        assertThat(drain(stream)).containsExactly("reset log-changed", "snapshot 8");
    }

    @Test
    void readsTheLogInsteadOfAnEventThatDoesNotContinueIt() throws Exception {
        recorded.append(run().subList(0, 8));
        DocumentStream stream = open(new Cursor.After(6));
        assertThat(drain(stream)).containsExactly("event 7");

        recorded.append(run().subList(8, 10));
        relay(List.of(new EncodedEvent(run().get(8), ChainHash.START)));

        assertThat(drain(stream)).containsExactly("event 8", "event 9");
    }

    @Test
    void beginsNoStreamFromTheRecentEventsOfTwoLogs() throws Exception {
        List<RecordedEvent> other = new ArrayList<>(run().subList(0, 9));
        other.set(8, SampleRun.at(DOCUMENT, 8, SampleRun.processing(StepId.first(), "Otherwise")));
        other.addAll(run().subList(9, 10));
        RecentEvents recent = new RecentEvents(1_000_000);
        for (EventFrame frame :
                frames(EncodedEvent.linked(ChainHash.START, run()).subList(5, 9))) {
            recent.add(frame);
        }

        for (EventFrame frame :
                frames(EncodedEvent.linked(ChainHash.START, other).subList(9, 10))) {
            recent.add(frame);
        }

        Mark mark = new Mark(7, run().get(7).timestamp());
        assertThat(recent.read(DOCUMENT, mark, 8, 10)).isEmpty();
    }

    /** The events of a log from {@code first} up to {@code end}, which is excluded, are forwarded with their links. */
    private void relay(List<RecordedEvent> log, int first, int end) throws UnreadableException {
        relay(EncodedEvent.linked(ChainHash.START, log).subList(first, end));
    }

    private void relay(List<EncodedEvent> records) throws UnreadableException {
        frames(records).forEach(watchers::dispatch);
    }

    private static List<EventFrame> frames(List<EncodedEvent> records) throws UnreadableException {
        List<EventFrame> frames = new ArrayList<>();
        for (EncodedEvent record : records) {
            var sent = Records.forStepEvents(KafkaNames.DEFAULT, record, TRACE);
            frames.add(EventFrame.of(sent.key(), sent.value(), sent.headers()));
        }
        return frames;
    }
}
