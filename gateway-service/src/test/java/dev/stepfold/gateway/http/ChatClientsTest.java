package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.DocumentedProblems;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.RecordedEvent;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The calls of AG-UI, of the AI SDK and of Durable Streams: what they answer without a client library. */
final class ChatClientsTest extends StreamStage {
    @Test
    void attachesToARunThatIsOverAndEndsTheStream() {
        begins(20);

        HttpResponse<String> agUi = gateway.post("/api/ag-ui", agUi(document.value(), ""));
        HttpResponse<String> byPath = gateway.post("/api/ag-ui/" + document, agUi("my thread", ""));

        assertThat(agUi.statusCode()).isEqualTo(200);
        assertThat(agUi.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(agUi.headers().firstValue("cache-control")).hasValue("no-store, no-transform");
        assertThat(agUi.body())
                .startsWith("data: {\"type\":\"RUN_STARTED\",\"threadId\":\"" + document + "\",\"runId\":\"exchange\"")
                .contains("\"type\":\"RUN_FINISHED\"");
        assertThat(byPath.body()).contains("\"threadId\":\"my thread\"").contains("\"type\":\"RUN_FINISHED\"");
    }

    @Test
    void endsAPausedRunWithAnInterruptWhoseAnswerResumesIt() {
        begins(SampleRun.from(
                document,
                0,
                List.of(
                        SampleRun.started(),
                        SampleRun.processing(StepId.first(), "Working"),
                        new AgentRun.Paused(new CommandId("pause")))));

        String paused = gateway.post("/api/ag-ui", agUi(document.value(), "")).body();
        assertThat(paused).contains("\"outcome\":{\"type\":\"interrupt\",\"interrupts\":[{\"id\":\"" + SampleRun.RUN);

        // An answer to an interrupt of another run has no effect, and the client attaches.
        String stale = "\"resume\":[{\"interruptId\":\"another\",\"status\":\"resolved\"}]";
        assertThat(gateway.post("/api/ag-ui", agUi(document.value(), stale)).body())
                .contains("\"interrupt\"");
    }

    @Test
    void neitherRunsAMessageWhileARunIsPausedNorRefusesIt() {
        begins(SampleRun.from(document, 0, List.of(SampleRun.started(), new AgentRun.Paused(new CommandId("pause")))));

        HttpResponse<String> answer =
                gateway.post("/api/ag-ui", agUi(document.value(), message("m1", "\"Add bills\"")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"interrupt\"");
    }

    @Test
    void resumesNothingOfAnUnknownDocumentOrARunLongOver() {
        begins(20);

        assertThat(gateway.get("/api/ai-sdk/nobody/stream").statusCode()).isEqualTo(204);
        assertThat(gateway.get("/api/ai-sdk/" + document + "/stream").statusCode())
                .isEqualTo(204);
    }

    @Test
    void answersAChatWithItsVersionAndItsEnd() {
        begins(20);

        HttpResponse<String> answer = gateway.post("/api/ai-sdk", "{\"id\":\"" + document + "\",\"messages\":[]}");

        assertThat(answer.headers().firstValue("x-vercel-ai-ui-message-stream")).hasValue("v1");
        assertThat(answer.body())
                .startsWith("data: {\"type\":\"start\",\"messageId\":\"" + SampleRun.RUN)
                .endsWith("data: {\"type\":\"finish\",\"finishReason\":\"stop\"}\n\ndata: [DONE]\n\n");
    }

    @Test
    void refusesWhatIsNoRequest() {
        DocumentedProblems problems = new DocumentedProblems(gateway);

        assertCode(problems, "/api/ag-ui", "[]", "invalid-json");
        assertCode(problems, "/api/ag-ui", "{\"runId\":\"r\"}", "invalid-request");
        assertCode(problems, "/api/ag-ui", agUi("not an id", ""), "invalid-id");
        assertCode(problems, "/api/ag-ui", agUi("nobody", ""), "document-not-found");
        assertCode(problems, "/api/ag-ui", agUi("nobody", message("m1", "\" \"")), "invalid-request");
        assertCode(problems, "/api/ag-ui", agUi("nobody", message("", "\"Do it\"")), "invalid-request");
        String image = message("m1", "[{\"type\":\"image\"}]");
        assertCode(problems, "/api/ag-ui", agUi("nobody", image), "invalid-request");
        assertCode(problems, "/api/ai-sdk", "{\"id\":\"a b\"}", "invalid-id");
        assertCode(problems, "/api/ai-sdk", "{\"id\":\"nobody\"}", "document-not-found");
        for (String query : List.of("?offset=5", "?live=sse", "?live=tomorrow", "?offset=-1&offset=-1")) {
            assertThat(problems.of(gateway.get("/api/documents/nobody/stream" + query))
                            .path("code")
                            .asText())
                    .as(query)
                    .isEqualTo("invalid-parameter");
        }
    }

    @Test
    void hidesTheDocumentsOfOthers() {
        try (Issuer issuer = new Issuer();
                Gateway guarded = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.auth",
                                "jwt",
                                "stepfold.jwt-issuer",
                                issuer.uri(),
                                "stepfold.jwt-audience",
                                "stepfold"))) {
            List<RecordedEvent> run = SampleRun.from(document, 0, SampleRun.complete());
            orchestrator.createTopic(document);
            orchestrator.append(List.of(SampleRun.at(document, 0, SampleRun.startedFor(new Owner("alice")))));
            orchestrator.append(run.subList(1, 20));
            guarded.awaitReady();
            String[] bob = {"Authorization", "Bearer " + issuer.token("bob")};

            String hidden = "\"code\":\"document-not-found\"";
            String said = agUi(document.value(), message("m1", "\"Add bills\""));
            assertThat(guarded.post("/api/ag-ui", agUi(document.value(), ""), bob)
                            .body())
                    .contains(hidden);
            assertThat(guarded.post("/api/ag-ui", said, bob).body()).contains(hidden);
            assertThat(guarded.post("/api/ai-sdk", "{\"id\":\"" + document + "\"}", bob)
                            .body())
                    .contains(hidden);
            assertThat(guarded.get("/api/ai-sdk/" + document + "/stream", bob).statusCode())
                    .isEqualTo(204);
            assertThat(guarded.get(path + "/stream", bob).body()).contains(hidden);
            assertThat(guarded.get(path + "/stream").statusCode()).isEqualTo(401);
            assertThat(guarded.get(path + "/stream", "Authorization", "Bearer " + issuer.token("alice"))
                            .headers()
                            .firstValue("Stream-Next-Offset"))
                    .hasValue("00000000000000000020");
        }
    }

    private static void assertCode(DocumentedProblems problems, String path, String body, String code) {
        assertThat(problems.of(gateway.post(path, body)).path("code").asText())
                .as(body)
                .isEqualTo(code);
    }

    private static String agUi(String threadId, String more) {
        return "{\"threadId\":\"" + threadId + "\",\"runId\":\"exchange\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static String message(String id, String content) {
        return "\"messages\":[{\"id\":\"" + id + "\",\"role\":\"user\",\"content\":" + content + "}]";
    }
}
