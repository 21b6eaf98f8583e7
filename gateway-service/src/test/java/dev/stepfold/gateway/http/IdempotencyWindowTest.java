package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.schemas.codec.ContractMapper;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How far back a gateway that has just started knows what an {@code Idempotency-Key} was used for, if only
 * {@code stepfold.commands} shows it.
 */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class IdempotencyWindowTest {
    private static final String BODY = "{\"request\":\"Track\"}";
    private static final String OTHER_BODY = "{\"request\":\"Other\"}";
    private static final Duration HELD = Duration.ofHours(24);
    private static final int COMMANDS_BACK_MAX = 10_000;

    private static String bootstrapServers;
    private static Gateway earlier;
    private static CommandTopic commands;

    private final String key = UUID.randomUUID().toString();

    @BeforeAll
    static void start(KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
        earlier = new Gateway(bootstrapServers, Map.of()).awaitReady();
        commands = new CommandTopic(bootstrapServers);
    }

    @AfterAll
    static void stop() {
        commands.close();
        earlier.close();
    }

    @Test
    void knowsAKeyThatWasUsedAMinuteLessThanADayAgo() throws Exception {
        JsonNode first = isUsed();
        commands.holdOnly(onlyCommand(), Instant.now().minus(HELD).plus(Duration.ofMinutes(1)));

        try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            assertThat(json(post(later, BODY))).isEqualTo(first);
            assertReused(post(later, OTHER_BODY));
        }
        assertThat(commands.records()).hasSize(1);
    }

    @Test
    void freesAKeyThatWasUsedAMinuteMoreThanADayAgo() throws Exception {
        JsonNode first = isUsed();
        commands.holdOnly(onlyCommand(), Instant.now().minus(HELD).minus(Duration.ofMinutes(1)));

        try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            assertAcceptedAgain(post(later, OTHER_BODY), first);
        }
        assertThat(commands.records()).hasSize(2);
    }

    @Test
    void knowsOnlyTheKeysOfThePartitionsLatestCommands() throws Exception {
        JsonNode first = isUsed();
        ConsumerRecord<String, byte[]> used = onlyCommand();
        commands.expire();
        earlier.post("/api/documents", BODY);
        ConsumerRecord<String, byte[]> keyless = onlyCommand();
        commands.holdOnly(used, Instant.now());

        commands.repeat(keyless, used.partition(), COMMANDS_BACK_MAX - 1);
        try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            assertReused(post(later, OTHER_BODY));
        }

        commands.repeat(keyless, used.partition(), 1);
        try (Gateway later = new Gateway(bootstrapServers, Map.of()).awaitReady()) {
            assertAcceptedAgain(post(later, OTHER_BODY), first);
        }
    }

    /** An earlier command, the only record in the topic. */
    private JsonNode isUsed() throws Exception {
        commands.expire();
        HttpResponse<String> answer = post(earlier, BODY);
        assertThat(answer.statusCode()).isEqualTo(202);
        return json(answer);
    }

    private static ConsumerRecord<String, byte[]> onlyCommand() {
        List<ConsumerRecord<String, byte[]>> records = commands.records();
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private HttpResponse<String> post(Gateway gateway, String body) {
        return gateway.post("/api/documents", body, "Idempotency-Key", key);
    }

    private static void assertAcceptedAgain(HttpResponse<String> answer, JsonNode first) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(answer).path("commandId")).isNotEqualTo(first.path("commandId"));
    }

    private static void assertReused(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(json(answer).path("code").asText()).isEqualTo("idempotency-key-reused");
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return ContractMapper.mapper().readTree(response.body());
    }
}
