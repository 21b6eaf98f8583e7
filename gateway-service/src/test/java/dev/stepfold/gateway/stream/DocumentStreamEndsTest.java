package dev.stepfold.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.state.DocumentFold;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a stream discards a cursor, and when it ends. */
final class DocumentStreamEndsTest extends StreamScript {
    private static final Command CHANGE = new Command.StartRun(
            DOCUMENT,
            new CommandId("change"),
            Owner.LOCAL,
            SampleRun.START,
            new RunId("run-2"),
            "Add a till",
            false,
            null,
            RunOptions.DEFAULT);

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
    void resetsWhenTheSnapshotIsOfADocumentErasedAndRecreated() throws Exception {
        recorded.append(SampleRun.recreated(run().subList(0, 2)));
        recorded.foundBeforeItsErasure(DocumentFold.fold(DOCUMENT, run()));

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 19", "reset made-anew", "snapshot 1");
    }

    @Test
    void resetsWhenTheSnapshotIsOfALogThatLostItsEnd() throws Exception {
        recorded.append(run().subList(0, 2));
        recorded.foundBeforeItsErasure(DocumentFold.fold(DOCUMENT, run()));

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 19", "reset log-changed", "snapshot 1");
    }

    @Test
    void resetsWhenTheSnapshotIsOfAnErasedDocumentWhoseLogWasShorter() throws Exception {
        recorded.append(run().stream()
                .map(event -> new RecordedEvent(
                        DOCUMENT,
                        event.runId(),
                        event.sequence(),
                        event.timestamp().plusSeconds(60),
                        event.event()))
                .toList());
        recorded.foundBeforeItsErasure(DocumentFold.fold(DOCUMENT, run().subList(0, 3)));

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 2", "reset made-anew", "snapshot 19");
    }

    @Test
    void resetsWhenTheDocumentIsErasedAndRecreatedWhileItIsWatched() throws Exception {
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
    void waitsAtRestForTheAnswerToAnAcceptedCommand() throws Exception {
        recorded.append(run());
        watchers.expectAnswer(CHANGE);
        DocumentStream stream = open(new Cursor.After(19), true);
        assertThat(drain(stream)).isEmpty();

        forward(changeStarted());
        recorded.append(changeStarted());

        assertThat(drain(stream)).containsExactly("event 20");
    }

    @Test
    void sendsTheAnswerThatCameBeforeItLooked() throws Exception {
        recorded.append(run());
        watchers.expectAnswer(CHANGE);
        DocumentStream stream = open(new Cursor.After(19), true);

        forward(changeStarted());

        assertThat(drain(stream)).containsExactly("event 20");
    }

    @Test
    void endsAtRestOnceTheAcceptedCommandIsRefused() throws Exception {
        recorded.append(run());
        watchers.expectAnswer(CHANGE);
        DocumentStream stream = open(new Cursor.After(19), true);
        assertThat(drain(stream)).isEmpty();

        forward(SampleRun.from(
                DOCUMENT,
                20,
                List.of(new CommandRejected(CHANGE.commandId(), RejectionCode.RUN_ACTIVE, "A run is going on"))));

        assertThat(drain(stream)).containsExactly("event 20", "end AT_REST");
    }

    @Test
    void endsAtRestIfTheCommandWasNotWritten() throws Exception {
        recorded.append(run());
        watchers.expectAnswer(CHANGE);
        watchers.expectNoAnswer(CHANGE);

        assertThat(drain(open(new Cursor.After(19), true))).containsExactly("end AT_REST");
    }

    @Test
    void sendsNothingMoreOnceTheCredentialsOfItsClientHaveExpired() throws Exception {
        recorded.append(run());
        DocumentStream stream =
                DocumentStream.open(request(Duration.ZERO), recorded, watchers).orElseThrow();

        assertThat(drain(stream)).containsExactly("expired", "end EXPIRED");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void doesNotWaitForItsHeartbeatToExpire() throws Exception {
        DocumentStream stream = DocumentStream.open(request(Duration.ofMillis(50)), recorded, watchers)
                .orElseThrow();

        assertThat(drain(stream)).endsWith("expired", "end EXPIRED");
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
    void endsAndSkipsNothingIfTheTopicCannotBeRead() throws Exception {
        recorded.append(run().subList(0, 4));
        recorded.projectedBelow(2);
        recorded.logDown();

        DocumentStream stream = open(new Cursor.None());

        assertThat(drain(stream)).containsExactly("snapshot 1", "end LOG_UNAVAILABLE");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void endsAndSkipsNothingIfTheTopicEndsBeforeAForwardedEvent() throws Exception {
        recorded.append(run().subList(0, 2));
        DocumentStream stream = open(new Cursor.None());
        drain(stream);

        forward(run().subList(5, 6));

        assertThat(drain(stream)).containsExactly("end LOG_UNAVAILABLE");
    }

    @Test
    void endsWhenTheDocumentIsErasedThoughItsTopicIsSeenForAMoment() throws Exception {
        recorded.append(run().subList(0, 4));
        DocumentStream stream = open(new Cursor.After(3));
        drain(stream);

        watchers.erase(DOCUMENT, run().getLast().timestamp());

        assertThat(drain(stream)).containsExactly("reset erased", "end ERASED");
        assertThat(watchers.count()).isZero();
    }

    @Test
    void endsIfTheTopicOfAStateIsGone() throws Exception {
        recorded.foundBeforeItsErasure(DocumentFold.fold(DOCUMENT, run().subList(0, 4)));
        recorded.withoutTopic();

        assertThat(drain(open(new Cursor.None()))).containsExactly("snapshot 3", "reset erased", "end ERASED");
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

    private static List<RecordedEvent> changeStarted() {
        return SampleRun.from(
                DOCUMENT,
                20,
                List.of(new AgentRun.Started(CHANGE.commandId(), Owner.LOCAL, "Add a till", RunOptions.DEFAULT, null)));
    }
}
