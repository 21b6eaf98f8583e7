package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.RawConnection;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.testkit.SharedBroker;
import io.micronaut.web.router.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients of HTTP/1.0, which know no chunks (RFC 9112, section 6.1): a body whose length is not known beforehand ends with
 * the connection, which is closed behind each response.
 */
@Timeout(120)
final class OlderClientsTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final DocumentId DOCUMENT = new DocumentId(UUID.randomUUID().toString());
    private static final String PATH = "/api/documents/" + DOCUMENT;

    /** Headers that such a client may send. */
    private static final List<String> HEADERS = List.of(
            "",
            "Host: localhost\r\n",
            "Host: localhost\r\nConnection: close\r\n",
            "Host: localhost\r\nConnection: keep-alive\r\n",
            "Host: localhost\r\nConnection: keep-alive\r\nAccept-Encoding: gzip\r\nAccept: application/x-ndjson, text/event-stream, */*\r\n",
            "Host: localhost\r\nTE: trailers, chunked\r\nExpect: 100-continue\r\n");

    private static FakeOrchestrator orchestrator;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        gateway = new Gateway(BROKER.bootstrapServers(), Map.of("stepfold.request-timeout", "2s")).awaitReady();
        orchestrator.createTopic(DOCUMENT);
        orchestrator.happen(SampleRun.from(DOCUMENT, 0, SampleRun.complete()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        orchestrator.close();
    }

    @Test
    void getNoChunksFromAnyRoute() {
        List<String> calls = calls().toList();

        assertThat(calls)
                .contains(
                        "GET " + PATH + "/events?until=rest",
                        "GET " + PATH + "/history?until=rest",
                        "GET /health?until=rest");
        for (String call : calls) {
            for (String headers : HEADERS) {
                String answer = answer(call, headers);

                assertThat(answer).as("%s, %s", call, headers).startsWith("HTTP/1.0 ");
                String head = head(answer);
                assertThat(head).as("%s, %s", call, headers).doesNotContain("transfer-encoding:", "trailer:");
                assertThat(head).as("%s, %s", call, headers).contains("\r\nconnection: close\r\n");
            }
        }
    }

    @Test
    void getTheStreamAndTheHistoryByteForByte() {
        for (String headers : List.of("", "Connection: keep-alive\r\n")) {
            assertThat(body(answer("GET " + PATH + "/history", headers)))
                    .isEqualTo(gateway.get(PATH + "/history").body());
            assertThat(body(answer("GET " + PATH + "/history", headers + "Accept: application/x-ndjson\r\n")))
                    .isEqualTo(gateway.get(PATH + "/history", "Accept", "application/x-ndjson")
                            .body());
            assertThat(body(answer("GET " + PATH + "/events?until=rest&lastEventId=-1", headers)))
                    .startsWith("retry: ")
                    .contains("\nid: 19\n")
                    .endsWith("\n\n");
        }
    }

    @Test
    void getEventsAsTheyHappen() {
        DocumentId live = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(live);
        orchestrator.happen(SampleRun.from(live, 0, SampleRun.complete()).subList(0, 1));
        try (RawConnection client = RawConnection.to(gateway.uri("/"))) {
            client.send("GET /api/documents/" + live + "/events HTTP/1.0\r\n\r\n");
            client.readUntil("event: snapshot\n");

            orchestrator.happen(SampleRun.from(live, 0, SampleRun.complete()).subList(1, 2));

            assertThat(client.readUntil("id: 1\n")).doesNotContain("\r\n");
        }
    }

    @Test
    void getOneResponseForEachConnection() {
        String call = "GET " + PATH + "/resume HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

        assertThat(whole(call + call).split("HTTP/1.0 200 ", -1)).hasSize(2);
    }

    @Test
    void getNoBodyWhereThereIsNone() {
        String etag = gateway.get(PATH).headers().firstValue("etag").orElseThrow();
        for (String version : List.of("HTTP/1.0", "HTTP/1.1")) {
            for (String call : List.of(
                    "HEAD " + PATH,
                    "HEAD " + PATH + "/history",
                    "HEAD " + PATH + "/events?until=rest",
                    "HEAD /health")) {
                assertThat(body(whole(call + " " + version + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")))
                        .as("%s %s", call, version)
                        .isEmpty();
            }
            String unchanged = whole("GET " + PATH + " " + version
                    + "\r\nHost: localhost\r\nConnection: close\r\nIf-None-Match: " + etag + "\r\n\r\n");
            assertThat(unchanged).startsWith(version + " 304 ").endsWith("\r\n\r\n");
            assertThat(head(unchanged)).doesNotContain("transfer-encoding:", "content-length: 0");
        }
    }

    @Test
    void areNotAskedToContinue() {
        String answer = whole(request(
                "POST /api/documents/none/cancel HTTP/1.0",
                "Content-Type: application/json",
                "Content-Length: 2",
                "Expect: 100-continue",
                "",
                "{}"));

        assertThat(answer).startsWith("HTTP/1.0 404 ");
    }

    /** RFC 9112, section 6.1: the framing is faulty, and nothing behind it is read as a request. */
    @Test
    void sendNoChunksEither() {
        String answer = whole(request(
                "POST /api/documents/none/cancel HTTP/1.0",
                "Connection: keep-alive",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                "2",
                "{}",
                "0",
                "",
                "GET /health HTTP/1.0",
                "",
                ""));

        assertThat(answer.split("HTTP/1.0 ", -1)).hasSize(2);
    }

    private static String request(String... lines) {
        return String.join("\r\n", lines);
    }

    /** Every route once, and what is not in the router. */
    private static Stream<String> calls() {
        Stream<String> routes = gateway.bean(Router.class).uriRoutes().map(route -> {
            boolean safe = List.of("GET", "HEAD").contains(route.getHttpMethodName());
            String path = route.getUriMatchTemplate()
                    .toPathString()
                    .replaceAll("\\{id[^}]*}", safe ? DOCUMENT.toString() : "none")
                    .replaceAll("\\{[^}]*}", "x");
            return route.getHttpMethodName() + " " + path + "?until=rest";
        });
        return Stream.concat(
                        routes,
                        Stream.of(
                                "GET /",
                                "GET /page.js",
                                "GET /openapi.yaml",
                                "GET /nowhere",
                                "GET /%zz",
                                "OPTIONS /api/documents",
                                "GET " + PATH + "/events?until=rest&lastEventId=-1"))
                .distinct();
    }

    private static String answer(String call, String headers) {
        boolean hasBody = call.startsWith("P");
        try (RawConnection client = RawConnection.to(gateway.uri("/"))) {
            client.send(call + " HTTP/1.0\r\n" + headers
                    + (hasBody ? "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" : "\r\n"));
            return call.startsWith("HEAD")
                    ? client.readUntil("\r\n\r\n")
                    : client.readBody(client.readUntil("\r\n\r\n"));
        }
    }

    private static String whole(String request) {
        try (RawConnection client = RawConnection.to(gateway.uri("/"))) {
            return client.send(request).readToEnd();
        }
    }

    private static String head(String answer) {
        return answer.substring(0, answer.indexOf("\r\n\r\n") + 4).toLowerCase(Locale.ROOT);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
