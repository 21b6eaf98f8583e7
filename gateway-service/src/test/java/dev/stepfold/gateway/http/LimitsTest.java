package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.codec.ContractMapper;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpResponse;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens at the gateway's limits. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class LimitsTest {
    private static String bootstrapServers;
    private static Gateway gateway;

    @BeforeAll
    static void start(KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
        gateway = new Gateway(bootstrapServers, Map.of("stepfold.streams-max", 1)).awaitReady();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void refusesAStreamBeyondTheLimitUntilAnotherEnds() throws Exception {
        String events = ContractMapper.mapper()
                        .readTree(gateway.post("/api/documents", "{\"request\":\"Watched\"}")
                                .body())
                        .path("documentId")
                        .asText()
                + "/events";

        try (SseClient _ = SseClient.connect(gateway.uri("/api/documents/" + events), null)) {
            HttpResponse<String> refused = gateway.get("/api/documents/" + events);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(code(refused)).isEqualTo("too-many-streams");
            assertThat(refused.headers().firstValue("retry-after")).hasValue("5");
        }

        Awaitility.await().until(() -> gateway.streams() == 0);
        try (SseClient next = SseClient.connect(gateway.uri("/api/documents/" + events), null)) {
            assertThat(next.status()).isEqualTo(200);
        }
    }

    @Test
    void takesEveryBodyWithinTheLimitHoweverMuchItGrowsAsACommand() {
        String numbers = "1e6,".repeat(260_000);
        String body = """
                {"request": "Change it", "documentId": "grown", "existingAgent": {
                  "name": "Grown", "description": "", "models": [], "enums": [], "ddl": "", "schedules": [],
                  "actions": [{"name": "a", "purpose": "", "input": {"enum": [%s1]}, "output": {},
                               "reads": [], "writes": [], "trigger": "manual", "complexity": "low"}]}}""".formatted(numbers);

        assertThat(gateway.post("/api/documents", body).statusCode()).isEqualTo(202);

        try (CommandTopic commands = new CommandTopic(bootstrapServers)) {
            assertThat(commands.records())
                    .filteredOn(record -> record.key().equals("grown"))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).hasSizeGreaterThan(2_000_000));
        }
    }

    @Test
    void refusesACommandThatKafkaDoesNotTakeForGood() throws Exception {
        String body = "{\"request\":\"" + "a".repeat(50_000) + "\",\"documentId\":\"too-large\"}";
        try (Gateway narrow = new Gateway(bootstrapServers, Map.of("kafka.producers.commands.max.request.size", 20_000))
                .awaitReady()) {
            HttpResponse<String> refused = narrow.post("/api/documents", body);

            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(code(refused)).isEqualTo("body-too-large");
            assertThat(narrow.get("/api/documents/too-large").statusCode()).isEqualTo(404);
        }
    }

    private static String code(HttpResponse<String> answer) throws Exception {
        return ContractMapper.mapper().readTree(answer.body()).path("code").asText();
    }
}
