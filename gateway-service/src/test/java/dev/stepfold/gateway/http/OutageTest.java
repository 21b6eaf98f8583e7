package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.stream.Watchers;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.api.TerminationStyle;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka goes away and comes back, and the gateway with it. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(240)
final class OutageTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void saysThatKafkaIsAwayAndRecoversByItself(KafkaCluster cluster) {
        List<RecordedEvent> run = SampleRun.from(DOCUMENT, 0, SampleRun.complete());
        try (Gateway gateway = new Gateway(cluster.getBootstrapServers(), Map.of()).awaitReady();
                FakeOrchestrator orchestrator = new FakeOrchestrator(cluster.getBootstrapServers());
                SseClient client = watchedDocument(gateway, orchestrator, run)) {
            cluster.stopNodes(_ -> true, TerminationStyle.GRACEFUL);

            assertUnavailable(gateway.post("/api/documents", "{\"request\":\"Now?\"}"));
            assertUnavailable(gateway.get("/api/documents/" + DOCUMENT));
            await().until(() -> gateway.get("/health").statusCode() == 503);

            cluster.startNodes(_ -> true);

            await().until(() -> gateway.get("/health").statusCode() == 200);
            assertThat(gateway.post("/api/documents", "{\"request\":\"And now?\"}")
                            .statusCode())
                    .isEqualTo(202);
            orchestrator.happen(run.subList(3, 6));
            assertThat(client.names(3)).containsExactly("agent-step:3", "agent-step:4", "step-result:5");
        }
    }

    @Test
    void endsItsStreamsOneAfterTheOtherWhenItStops(KafkaCluster cluster) throws InterruptedException {
        List<RecordedEvent> run = SampleRun.from(DOCUMENT, 0, SampleRun.complete());
        Gateway gateway = new Gateway(cluster.getBootstrapServers(), Map.of()).awaitReady();
        try (FakeOrchestrator orchestrator = new FakeOrchestrator(cluster.getBootstrapServers());
                SseClient one = watchedDocument(gateway, orchestrator, run);
                SseClient other = SseClient.connect(gateway.uri("/api/documents/" + DOCUMENT + "/events"), "2")) {
            Watchers watchers = gateway.bean(Watchers.class);
            await().until(() -> watchers.count() == 2);

            Thread shutdown = Thread.ofVirtual().start(gateway::shutDown);

            await().pollInterval(Duration.ofMillis(20)).until(() -> watchers.count() == 1);
            shutdown.join();
            assertThat(one.next()).isEmpty();
            assertThat(other.next()).isEmpty();
            assertThat(one.isCut()).isTrue();
            assertThat(other.isCut()).isTrue();
        } finally {
            gateway.close();
        }
    }

    @Test
    void startsBeforeKafkaIsAvailable() {
        try (Gateway gateway = new Gateway("127.0.0.1:1", Map.of())) {
            assertThat(gateway.get("/health").statusCode()).isEqualTo(503);
            assertThat(gateway.get("/health/liveness").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/").statusCode()).isEqualTo(200);
            assertUnavailable(gateway.post("/api/documents", "{\"request\":\"Now?\"}"));
            assertUnavailable(gateway.get("/api/documents/" + DOCUMENT + "/events"));
        }
    }

    private static SseClient watchedDocument(Gateway gateway, FakeOrchestrator orchestrator, List<RecordedEvent> run) {
        orchestrator.createTopic(DOCUMENT);
        orchestrator.happen(run.subList(0, 3));
        gateway.awaitRelayed(run.get(2));
        SseClient client = SseClient.connect(gateway.uri("/api/documents/" + DOCUMENT + "/events"), null);
        assertThat(client.names(1)).containsExactly("snapshot:2");
        return client;
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"code\":\"kafka-unavailable\"");
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }
}
