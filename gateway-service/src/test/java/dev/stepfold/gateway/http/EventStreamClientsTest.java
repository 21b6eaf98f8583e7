package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several clients of one document's stream, clients that do not read, and clients that go away. */
final class EventStreamClientsTest extends StreamStage {
    @Test
    void feedsManyWatchersOfOneDocumentAlike() {
        begins(1);
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(connect(null));
        }
        goesOn(1, 20);
        for (SseClient client : clients) {
            assertThat(client.names(1)).hasSize(1);
        }
        clients.forEach(SseClient::close);
    }

    @Test
    void collapsesWhatAClientThatDoesNotReadMissedIntoASnapshot() {
        List<DocumentEvent> large = Collections.nCopies(800, SampleRun.processing(StepId.first(), "x".repeat(50_000)));
        List<RecordedEvent> events = SampleRun.from(document, 0, large);
        begins(events.subList(0, 1));
        try (SseClient client = connect(null)) {
            client.names(1);
            for (int first = 1; first < 799; first += 42) {
                orchestrator.append(events.subList(first, first + 42));
                orchestrator.forward(events.subList(first, first + 42));
            }

            List<String> received = new ArrayList<>();
            while (received.isEmpty() || !received.getLast().endsWith(":798")) {
                received.addAll(client.names(1));
            }

            assertThat(received).hasSizeLessThan(798).anyMatch(name -> name.startsWith("snapshot:"));
            assertGapsOnlyBeforeSnapshots(received);
        }
    }

    private static void assertGapsOnlyBeforeSnapshots(List<String> received) {
        long last = 0;
        for (String name : received) {
            long id = Long.parseLong(name.substring(name.indexOf(':') + 1));
            if (name.startsWith("snapshot:")) {
                assertThat(id).isGreaterThan(last);
            } else {
                assertThat(id).isEqualTo(last + 1);
            }
            last = id;
        }
    }

    @Test
    void unregistersAClientThatGoesAway() {
        begins(1);
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(connect(null));
        }
        await().until(() -> gateway.streams() == 10);

        clients.forEach(SseClient::close);

        await().until(() -> gateway.streams() == 0);
    }
}
