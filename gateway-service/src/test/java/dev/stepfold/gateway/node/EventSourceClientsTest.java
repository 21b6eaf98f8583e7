package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.clients.Chromium;
import dev.stepfold.testkit.clients.EventSourceClients;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients of {@code text/event-stream}, as they are and all at once: whatever happens to their connection, they get every event.
 * What each does at an end is what the table of {@code docs/clients.md} says. {@code ForeignClientsIT} has the cases in
 * which a process is killed.
 */
final class EventSourceClientsTest extends ClientStage {
    private static final int STREAMS_MAX = 10;
    private static final int HEARTBEATS = 5;
    private static final String GOES_ON = "goes on";

    private static Chromium chromium;

    @BeforeAll
    static void startChromium() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopChromium() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Override
    Map<String, Object> settings() {
        return Map.of("stepfold.heartbeat", "200ms", "stepfold.streams-per-document-max", STREAMS_MAX);
    }

    @Test
    void getEveryEventWhateverHappensToTheirConnection() {
        List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
        orchestrator.createTopic(document);
        happen(run, 0);
        try (EventSourceClients clients = new EventSourceClients(chromium, proxy.uri(events("until=rest")))) {
            clients.awaitSequence(0);

            proxy.cut();
            happen(run, 1);
            assertGoOn(clients, "broken connection, last event `id: 0`", 1);

            proxy.cut();
            happen(run, 2);
            assertGoOn(clients, "broken connection", 2);

            awaitHeartbeats(2);
            happen(run, 3);
            assertGoOn(clients, "only heartbeats", 3);

            comeBackToAFullGateway(clients);
            happen(run, 4);
            assertGoOn(clients, "limit of streams reached when it comes back", 4);

            gateway.shutDown();
            gateway.close();
            happen(run, 5);
            gateway = newGateway();
            proxy.moveTo(gateway.uri(""));
            assertGoOn(clients, "gateway stopped, another one started", 5);

            orchestrator.happen(run.subList(6, run.size()));
            clients.awaitSequence(run.size() - 1L);
            assertThat(clients.awaitAfter()).isEqualTo(clients.documented("orderly end of the stream"));
            clients.forEach((name, client) -> assertThat(client.sequences())
                    .as(name)
                    .containsExactlyElementsOf(
                            LongStream.range(0, run.size()).boxed().toList()));
        }
        String past = "until=rest&lastEventId=" + (run.size() - 1);
        try (EventSourceClients clients = new EventSourceClients(chromium, proxy.uri(events(past)))) {
            assertThat(clients.awaitAfter()).isEqualTo(clients.documented("204: nothing more will come"));
        }
    }

    @Test
    void whatANewClientDoesThatIsRefused() {
        orchestrator.createTopic(document);
        orchestrator.happen(SampleRun.from(document, 0, List.of(SampleRun.started())));
        List<SseClient> others = connectOthers("0");
        try (EventSourceClients clients = new EventSourceClients(chromium, proxy.uri(events("")))) {
            Map<String, String> after = clients.awaitAfter();

            assertThat(after).isEqualTo(clients.documented("503 to a new client"));
            others.forEach(SseClient::close);
            clients.forEach((name, client) -> {
                if ("comes back".equals(after.get(name))) {
                    client.awaitSequence(0);
                }
            });
        } finally {
            others.forEach(SseClient::close);
        }
    }

    /** All places are taken by others before the clients come back; they are given back while the clients are held. */
    private void comeBackToAFullGateway(EventSourceClients clients) {
        proxy.moveTo(URI.create("http://127.0.0.1:1"));
        proxy.cut();
        await().until(() -> gateway.streams() == 0);
        List<SseClient> others = connectOthers("3");
        proxy.moveTo(gateway.uri(""));
        await().until(() -> proxy.connections() >= clients.count());
        others.forEach(other -> assertHeartbeats(other, HEARTBEATS));
        others.forEach(SseClient::close);
    }

    private List<SseClient> connectOthers(String lastEventId) {
        return Stream.generate(() -> SseClient.connect(gateway.uri(events("")), lastEventId))
                .limit(STREAMS_MAX)
                .toList();
    }

    /** As long as another client takes to be sent some. */
    private void awaitHeartbeats(long lastEventId) {
        try (SseClient witness = SseClient.connect(gateway.uri(events("")), Long.toString(lastEventId))) {
            assertHeartbeats(witness, HEARTBEATS);
        }
    }

    private static void assertHeartbeats(SseClient client, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(client.nextComment()).startsWith(":");
        }
    }

    private static void assertGoOn(EventSourceClients clients, String inCase, long sequence) {
        clients.awaitSequence(sequence);
        assertThat(clients.documented(inCase))
                .allSatisfy((_, says) -> assertThat(says).isEqualTo(GOES_ON));
    }

    private String events(String query) {
        return "/api/documents/" + document + "/events?" + query;
    }

    private void happen(List<RecordedEvent> run, int index) {
        orchestrator.happen(run.subList(index, index + 1));
    }
}
