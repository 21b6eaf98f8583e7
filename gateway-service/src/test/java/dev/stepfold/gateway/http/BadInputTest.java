package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.DocumentedProblems;
import dev.stepfold.gateway.testkit.Gateway;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid input is refused by name, and leaves nothing in Kafka. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class BadInputTest {
    private static Gateway gateway;
    private static CommandTopic commands;
    private static DocumentedProblems documented;

    @BeforeAll
    static void start(KafkaCluster cluster) {
        gateway = new Gateway(cluster.getBootstrapServers(), Map.of()).awaitReady();
        commands = new CommandTopic(cluster.getBootstrapServers());
        documented = new DocumentedProblems(gateway);
    }

    @AfterAll
    static void leavesNothingInKafka() {
        assertThat(commands.records()).isEmpty();
        commands.close();
        gateway.close();
    }

    @Test
    void refusesABodyThatIsNestedDeeperThanTheContractAndSaysWhereANumberIsInvalid() throws Exception {
        for (String[] body : new String[][] {
            {"{\"step\":\"action-generation\",\"input\":" + "{\"a\":".repeat(64) + "1" + "}".repeat(65), "64 levels"},
            {"{\"step\":\"action-generation\",\"input\":" + "[".repeat(999) + "]".repeat(999) + "}", "nested too deeply"
            },
            {"{\"step\":\"action-generation\",\"input\":{\"a\":[-1e400]}}", "The body/input/a/0 must be"}
        }) {
            HttpResponse<String> answer = gateway.post("/api/documents/clinic/restart", body[0]);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("invalid-json", body[1]);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json                                             | 400 | invalid-json    | ",
                "``                                                   | 400 | invalid-json    | ",
                "[1]                                                  | 400 | invalid-json    | ",
                "\"text\"                                             | 400 | invalid-json    | ",
                "null                                                 | 400 | invalid-json    | ",
                "{\"request\":\"a\"} {}                               | 400 | invalid-json    | ",
                "{\"request\":\"a\",\"request\":\"b\"}                | 400 | invalid-json    | ",
                "{\"request\":\"a\",\"existingAgent\":{\"x\":[1e400]}} | 400 | invalid-json    | ",
                "{}                                                   | 422 | invalid-request | request",
                "{\"request\":\"\"}                                   | 422 | invalid-request | request",
                "{\"request\":\"  \\n \"}                             | 422 | invalid-request | request",
                "{\"request\":\"\\u00a0\\ufeff\"}                | 422 | invalid-request | request",
                "{\"request\":\"a\",\"existingAgent\":{\"name\":\"x\",\"description\":\"\",\"models\":[null]}} | 422 | invalid-request | existingAgent",
                "{\"request\":null}                                   | 422 | invalid-request | request",
                "{\"request\":7}                                      | 422 | invalid-request | request",
                "{\"request\":[\"a\"]}                                | 422 | invalid-request | request",
                "{\"request\":\"a\",\"documentId\":\"a/b\"}           | 422 | invalid-request | documentId",
                "{\"request\":\"a\",\"documentId\":\"\"}              | 422 | invalid-request | documentId",
                "{\"request\":\"a\",\"documentId\":7}                 | 422 | invalid-request | documentId",
                "{\"request\":\"a\",\"requests\":\"b\"}               | 422 | unknown-field   | requests",
                "{\"request\":\"a\",\"options\":[]}                   | 422 | invalid-option  | options",
                "{\"request\":\"a\",\"options\":{\"speed\":1}}        | 422 | unknown-option  | options.speed",
                "{\"request\":\"a\",\"options\":{\"validation\":1}}   | 422 | invalid-option  | options.validation",
                "{\"request\":\"a\",\"options\":{\"insights\":\"true\"}} | 422 | invalid-option | options.insights",
                "{\"request\":\"a\",\"options\":{\"deadlineMs\":0}}   | 422 | invalid-option  | options",
                "{\"request\":\"a\",\"options\":{\"deadlineMs\":1.5}} | 422 | invalid-option  | options.deadlineMs",
                "{\"request\":\"a\",\"options\":{\"deadlineMs\":\"9\"}} | 422 | invalid-option | options.deadlineMs",
                "{\"request\":\"a\",\"options\":{\"tokenBudget\":0}} | 422 | invalid-option | options",
                "{\"request\":\"a\",\"options\":{\"tokenBudget\":1000000001}} | 422 | invalid-option | options",
                "{\"request\":\"a\",\"options\":{\"tokenBudget\":\"9\"}} | 422 | invalid-option | options.tokenBudget",
                "{\"request\":\"a\",\"options\":{\"generator\":\" \"}} | 422 | invalid-option | options",
                "{\"request\":\"a\",\"options\":{\"generator\":\"a b\"}} | 422 | invalid-option | options.generator",
                "{\"request\":\"a\",\"options\":{\"retryPolicy\":3}}  | 422 | invalid-option  | options.retryPolicy",
                "{\"request\":\"a\",\"options\":{\"retryPolicy\":{\"tries\":3}}} | 422 | unknown-option | options.retryPolicy.tries",
                "{\"request\":\"a\",\"options\":{\"retryPolicy\":{\"maxAttempts\":0}}} | 422 | invalid-option | options.retryPolicy",
                "{\"request\":\"a\",\"options\":{\"retryPolicy\":{\"maxAttempts\":99}}} | 422 | invalid-option | options.retryPolicy",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":[]}} | 422 | invalid-option | options.stepRetryPolicies",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"dancing\":{\"maxAttempts\":2}}}} | 422 | unknown-option | options.stepRetryPolicies.dancing",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"decision-making\":null}}} | 422 | invalid-option | options.stepRetryPolicies.decision-making",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"decision-making\":3}}} | 422 | invalid-option | options.stepRetryPolicies.decision-making",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"decision-making\":{\"tries\":2}}}} | 422 | unknown-option | options.stepRetryPolicies.decision-making.tries",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"decision-making\":{\"maxAttempts\":21}}}} | 422 | invalid-option | options.stepRetryPolicies.decision-making",
                "{\"request\":\"a\",\"options\":{\"stepRetryPolicies\":{\"decision-making\":{\"attemptTimeoutMs\":0}}}} | 422 | invalid-option | options.stepRetryPolicies.decision-making",
                "{\"request\":\"a\",\"existingAgent\":\"x\"}          | 422 | invalid-request | existingAgent",
                "{\"request\":\"a\",\"existingAgent\":{\"name\":\"x\"}} | 422 | invalid-request | existingAgent",
            })
    void refusesBadBodies(String body, int status, String code, String field) {
        JsonNode problem = problem(gateway.post("/api/documents", body), status, code);

        if (field == null) {
            assertThat(problem.has("field")).isFalse();
        } else {
            assertThat(problem.path("field").asText()).startsWith(field);
        }
    }

    @Test
    void refusesABodyOverTheLimit() {
        String body = "{\"request\":\"" + "a".repeat(1024 * 1024) + "\"}";

        problem(gateway.post("/api/documents", body), 413, "body-too-large");
    }

    @Test
    void refusesABodyOverTheLimitThatDoesNotSayHowLongItIs() {
        byte[] body = ("{\"request\":\"" + "a".repeat(2 * 1024 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = gateway.send(HttpRequest.newBuilder(gateway.uri("/api/documents"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body))));

        problem(response, 413, "body-too-large");
    }

    @Test
    void refusesARequestThatIsTooLong() {
        String body = "{\"request\":\"" + "a".repeat(200_001) + "\"}";

        problem(gateway.post("/api/documents", body), 422, "invalid-request");
    }

    @Test
    void refusesTextThatIsNotUtf8AndJsonThatIsTooDeep() {
        HttpResponse<String> notUtf8 = gateway.send(HttpRequest.newBuilder(gateway.uri("/api/documents"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray("{\"request\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1))));
        problem(notUtf8, 400, "invalid-json");
        problem(gateway.post("/api/documents", "{\"request\":" + "[".repeat(100_000)), 400, "invalid-json");
    }

    @Test
    void refusesWrongPathsMethodsTypesAndKeys() {
        problem(gateway.get("/api/nothing"), 404, "not-found");
        problem(
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri("/api/documents")).DELETE()),
                405,
                "method-not-allowed");
        HttpResponse<String> text = gateway.send(HttpRequest.newBuilder(gateway.uri("/api/documents"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"request\":\"a\"}")));
        problem(text, 415, "unsupported-media-type");
        problem(
                gateway.post("/api/documents", "{\"request\":\"a\"}", "Idempotency-Key", "k".repeat(256)),
                400,
                "invalid-idempotency-key");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/documents/no+body, 400, invalid-id",
        "/api/documents/a.b, 400, invalid-id",
        "/api/documents/..%2F..%2Fetc, 400, invalid-id",
        "/api/documents/a%0D%0Ab, 400, invalid-id",
        "/api/documents/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 400, invalid-id",
        "/api/documents/nobody, 404, document-not-found",
        "/api/documents/nobody?at=3, 404, document-not-found",
        "/api/documents/nobody?at=x, 400, invalid-parameter",
        "/api/documents/nobody?at=-1, 400, invalid-parameter",
        "/api/documents/nobody/events, 404, document-not-found",
        "/api/documents/nobody/history, 404, document-not-found",
        "/api/documents/nobody/resume, 404, document-not-found",
        "/api/documents/nobody/head, 404, document-not-found",
        "/api/documents/nobody/verify?head=x, 400, invalid-parameter",
        "/api/documents/nobody/verify?head=, 400, invalid-parameter",
        "/api/documents/nobody/verify?head=0000000000000000000000000000000000000000000000000000000000000000, 404, document-not-found",
        "/api/documents/no+body/events, 400, invalid-id",
        "/api/documents/nobody/history?from=x, 400, invalid-parameter",
        "/api/documents/nobody/history?to=-3, 400, invalid-parameter",
    })
    void refusesReadsOfWhatDoesNotExist(String path, int status, String code) {
        problem(gateway.get(path), status, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/documents/nobody/runs    | {\"request\":\"a\"}               | 404 | document-not-found",
                "/api/documents/nobody/runs    | {\"request\":\"a\",\"documentId\":\"b\"} | 422 | unknown-field",
                "/api/documents/nobody/cancel  | ``                                | 404 | document-not-found",
                "/api/documents/nobody/pause   | {}                                | 404 | document-not-found",
                "/api/documents/nobody/retry   | {\"runId\":\"a b\"}               | 422 | invalid-request",
                "/api/documents/nobody/resume  | {\"step\":\"decision-making\"}    | 422 | unknown-field",
                "/api/documents/nobody/restart | {}                                | 422 | invalid-request",
                "/api/documents/nobody/restart | {\"step\":\"dancing\"}            | 422 | invalid-request",
                "/api/documents/nobody/restart | {\"step\":\"decision-making\"}    | 404 | document-not-found",
                "/api/documents/a.b/cancel     | {}                                | 400 | invalid-id",
            })
    void refusesInvalidControlCommands(String path, String body, int status, String code) {
        problem(gateway.post(path, body), status, code);
    }

    private static JsonNode problem(HttpResponse<String> response, int status, String code) {
        JsonNode problem = documented.of(response);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        return problem;
    }
}
