package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The frames of a document's stream. */
final class EventStreamTest extends StreamStage {
    @Test
    void sendsASnapshotAndThenTheEventsAsTheyHappen() throws Exception {
        begins(5);

        try (SseClient client = connect(null)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.headers().firstValue("content-type")).hasValue("text/event-stream");
            assertThat(client.headers().firstValue("cache-control")).hasValue("no-store, no-transform");
            assertThat(client.headers().firstValue("x-accel-buffering")).hasValue("no");
            assertThat(client.headers().firstValue("content-encoding")).isEmpty();
            SseClient.Frame snapshot = client.next().orElseThrow();
            assertThat(client.retry()).matches("[1-3][0-9]{3}");
            assertThat(snapshot.event()).isEqualTo("snapshot");
            DocumentState state = JsonCodec.STATES.decode(snapshot.data().getBytes(StandardCharsets.UTF_8));
            assertThat(state).isEqualTo(DocumentFold.fold(document, run().subList(0, 5)));

            goesOn(5, 20);

            for (RecordedEvent expected : run().subList(5, 20)) {
                SseClient.Frame frame = client.next().orElseThrow();
                assertThat(frame.id()).isEqualTo(Long.toString(expected.sequence()));
                assertThat(JsonCodec.EVENTS.decode(frame.data().getBytes(StandardCharsets.UTF_8)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void beginsWithTheLatestSnapshotIfTheProjectionIsBehind() {
        begins(8);
        projection.holds(DocumentFold.fold(document, run().subList(0, 3)));

        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:7");
            goesOn(8, 10);
            assertThat(ids(client, 2)).isEqualTo(ids(8, 10));
        }
    }

    @Test
    void foldsTheTopicForASnapshotIfTheProjectionFails() {
        begins(8);
        projection.failWith(503);

        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:7");
            goesOn(8, 12);
            assertThat(ids(client, 4)).isEqualTo(ids(8, 12));
        } finally {
            projection.failWith(0);
        }
    }

    @Test
    void neverSaysThatADocumentAcceptedAMomentAgoDoesNotExist() {
        var answer = gateway.post("/api/documents", "{\"request\":\"Create it\",\"documentId\":\"" + document + "\"}");
        assertThat(answer.statusCode()).isEqualTo(202);

        assertThat(gateway.get(path).body()).contains("\"status\":\"pending\"");
        try (SseClient client = connect(null)) {
            assertThat(client.names(1)).containsExactly("snapshot:-1");

            begins(4);

            assertThat(ids(client, 4)).isEqualTo(ids(0, 4));
        }
    }

    @Test
    void continuesOverACancelAndARestart() {
        RunId again = new RunId("run-2");
        List<RecordedEvent> events = SampleRun.from(
                document,
                0,
                List.of(
                        SampleRun.started(),
                        SampleRun.processing(StepId.first(), "Working"),
                        new AgentRun.Cancelled(new CommandId("cancel"))));
        RecordedEvent restarted = new RecordedEvent(
                document,
                again,
                3,
                SampleRun.START.plusSeconds(1),
                new AgentRun.Restarted(new CommandId("restart"), StepId.first(), null));
        begins(events.subList(0, 1));

        try (SseClient open = connect(null);
                SseClient untilRest = connectWith("until=rest")) {
            assertThat(open.names(1)).containsExactly("snapshot:0");
            assertThat(untilRest.names(1)).containsExactly("snapshot:0");
            orchestrator.happen(events.subList(1, 3));
            assertThat(untilRest.names(2)).containsExactly("agent-step:1", "agent-run:2");
            assertThat(untilRest.next()).isEmpty();

            orchestrator.happen(List.of(restarted));

            assertThat(open.names(3)).containsExactly("agent-step:1", "agent-run:2", "agent-run:3");
        }
    }

    @Test
    void fillsAHoleIfAForwardDidNotCome() {
        begins(2);
        try (SseClient client = connect(null)) {
            client.names(1);

            orchestrator.append(run().subList(2, 6));
            orchestrator.forward(run().subList(5, 6));

            assertThat(ids(client, 4)).isEqualTo(ids(2, 6));
        }
    }

    @Test
    void endsWhenTheRunIsAtRestIfAsked() {
        begins(18);
        try (SseClient client = connectWith("until=rest")) {
            client.names(1);
            goesOn(18, 20);

            assertThat(ids(client, 2)).isEqualTo(ids(18, 20));
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void sendsHeartbeatsWhileNothingHappens() {
        begins(1);
        try (SseClient client = connect(null)) {
            client.names(1);

            assertThat(client.nextComment()).isEqualTo(": heartbeat");
            assertThat(client.nextComment()).isEqualTo(": heartbeat");
            goesOn(1, 2);
            assertThat(ids(client, 1)).isEqualTo(ids(1, 2));
        }
    }

    @Test
    void answersAnUnknownDocumentAndMalformedRequestsWithProblems() {
        assertThat(gateway.get("/api/documents/nobody/events").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/api/documents/nobody/events").body()).contains("\"code\":\"document-not-found\"");
        assertThat(gateway.get("/api/documents/no+body/events").body()).contains("\"code\":\"invalid-id\"");
        assertThat(gateway.get("/api/documents/nobody/events?until=noon").body())
                .contains("\"code\":\"invalid-parameter\"");
    }
}
