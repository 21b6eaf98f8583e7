package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import dev.stepfold.gateway.testkit.RawConnection;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which pages of other origins may call. */
@Timeout(60)
final class CorsTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final String ALLOWED = "https://app.example.com";
    private static final String REFUSED = "https://evil.example.com";
    private static final String DOCUMENT = "/api/documents/none";
    private static final Issuer ISSUER = new Issuer();
    private static String bootstrapServers;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        bootstrapServers = BROKER.bootstrapServers();
        gateway = new Gateway(
                        bootstrapServers,
                        Map.of(
                                "stepfold.cors-origins",
                                "https://other.example.com," + ALLOWED,
                                "stepfold.auth",
                                "jwt",
                                "stepfold.jwt-cookie",
                                "session",
                                "stepfold.jwt-issuer",
                                ISSUER.uri()))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ISSUER.close();
    }

    @Test
    void answersThePreflightOfAnAllowedOriginWithoutAToken() {
        for (Map.Entry<String, String> call :
                Map.of("GET", DOCUMENT + "/events", "POST", "/api/documents").entrySet()) {
            String method = call.getKey();
            HttpResponse<String> answer = preflight(
                    gateway,
                    call.getValue(),
                    ALLOWED,
                    method,
                    "authorization,content-type,idempotency-key,last-event-id,mcp-protocol-version,prefer,traceparent");

            assertThat(answer.statusCode()).as(method).isEqualTo(200);
            assertThat(header(answer, "access-control-allow-origin")).isEqualTo(ALLOWED);
            assertThat(header(answer, "access-control-allow-credentials")).isEqualTo("true");
            assertThat(header(answer, "access-control-allow-methods")).contains(method);
            assertThat(values(answer, "access-control-allow-headers"))
                    .contains("authorization", "idempotency-key", "last-event-id", "prefer", "traceparent");
        }
    }

    @Test
    void answersNoOtherPreflight() {
        assertThat(preflight(gateway, DOCUMENT, REFUSED, "GET", "authorization")
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .isEmpty();
        assertThat(preflight(gateway, DOCUMENT, ALLOWED, "PUT", "authorization")
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .isEmpty();
        assertThat(preflight(gateway, DOCUMENT, ALLOWED, "GET", "x-other")
                        .headers()
                        .firstValue("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void letsAnAllowedOriginReadAnswersAndErrors() {
        HttpResponse<String> answer =
                gateway.get(DOCUMENT, "Origin", ALLOWED, "Authorization", "Bearer " + ISSUER.token("alice"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "access-control-allow-origin")).isEqualTo(ALLOWED);
        assertThat(header(answer, "access-control-allow-credentials")).isEqualTo("true");
        assertThat(values(answer, "access-control-expose-headers"))
                .containsExactlyInAnyOrder(
                        "location",
                        "etag",
                        "link",
                        "retry-after",
                        "www-authenticate",
                        "preference-applied",
                        "stream-next-offset",
                        "stream-cursor",
                        "stream-up-to-date");
        assertThat(values(answer, "vary")).contains("origin");
        HttpResponse<String> unauthenticated = gateway.get(DOCUMENT, "Origin", ALLOWED);
        assertThat(unauthenticated.statusCode()).isEqualTo(401);
        assertThat(header(unauthenticated, "access-control-allow-origin")).isEqualTo(ALLOWED);
    }

    @Test
    void doesNotLetAnotherOriginRead() {
        HttpResponse<String> answer =
                gateway.get(DOCUMENT, "Origin", REFUSED, "Authorization", "Bearer " + ISSUER.token("alice"));

        assertThat(answer.headers().firstValue("access-control-allow-origin")).isEmpty();
    }

    @Test
    void acceptsTheCookieOfAnAllowedOriginForWrites() {
        String cookie = "session=" + ISSUER.token("alice");

        assertThat(gateway.post(
                                DOCUMENT + "/cancel",
                                "{}",
                                "Cookie",
                                cookie,
                                "Origin",
                                ALLOWED,
                                "Sec-Fetch-Site",
                                "cross-site")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void opensNoStreamByTheCookieForAPageOfAnotherOrigin() throws Exception {
        String document = documentOfAlice();
        String events = document + "/events";
        String chat = document.replace("/api/documents/", "/api/ai-sdk/") + "/stream";
        String cookie = "Cookie: session=" + ISSUER.token("alice");

        for (String page : List.of(
                "Origin: " + REFUSED,
                "Origin: null",
                "Origin: https://gateway.example.com.evil.example",
                "Origin: " + REFUSED + "\r\nSec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site")) {
            for (String path : List.of(
                    events,
                    events + "/",
                    events + "?until=rest",
                    document + "/stream",
                    document + "/stream?offset=-1&live=sse",
                    chat,
                    "/api/mcp",
                    "/api/mcp/")) {
                String answer = ask(path, cookie, page);

                assertThat(answer).as("%s %s", path, page).startsWith("HTTP/1.1 403 ");
                assertThat(answer).contains("\"code\":\"forbidden\"");
            }
        }
        Awaitility.await().until(() -> gateway.streams() == 0);
    }

    @Test
    void opensStreamsByTheCookieForItsOwnPageAndAllowedOnes() throws Exception {
        String events = documentOfAlice() + "/events?until=rest";
        String cookie = "Cookie: session=" + ISSUER.token("alice");

        for (String page : List.of(
                "Accept: text/event-stream",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "Origin: https://gateway.example.com",
                "Origin: " + ALLOWED + "\r\nSec-Fetch-Site: cross-site")) {
            assertThat(ask(events, cookie, page)).as(page).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void opensStreamsByTokenAndTicketForAPageOfAnyOrigin() throws Exception {
        String document = documentOfAlice();
        String bearer = "Authorization: Bearer " + ISSUER.token("alice");
        String ticket = ContractMapper.mapper()
                .readTree(gateway.post(document + "/tickets", "", "Authorization", "Bearer " + ISSUER.token("alice"))
                        .body())
                .path("ticket")
                .asText();
        String origin = "Origin: " + REFUSED;
        String cookie = "Cookie: session=" + ISSUER.token("alice");

        assertThat(ask(document + "/events", bearer, origin, cookie)).startsWith("HTTP/1.1 200 ");
        assertThat(ask(document + "/events?ticket=" + ticket, origin, cookie)).startsWith("HTTP/1.1 200 ");
        assertThat(ask(document + "/events?ticket=" + ticket, origin, cookie))
                .as("a used ticket")
                .startsWith("HTTP/1.1 401 ");
    }

    private static String documentOfAlice() throws Exception {
        HttpResponse<String> made = gateway.post(
                "/api/documents", "{\"request\":\"Track\"}", "Authorization", "Bearer " + ISSUER.token("alice"));
        return "/api/documents/"
                + ContractMapper.mapper()
                        .readTree(made.body())
                        .path("documentId")
                        .asText();
    }

    /** What comes first of an answer that may never end: the head, and an object of JSON. */
    private static String ask(String path, String... headers) {
        try (RawConnection connection = RawConnection.to(gateway.uri(""))) {
            return connection
                    .send("GET " + path + " HTTP/1.1\r\nHost: gateway.example.com\r\n" + String.join("\r\n", headers)
                            + "\r\n\r\n")
                    .readUntil("}");
        }
    }

    @Test
    void letsNoOriginReadIfNoneIsConfigured() {
        try (Gateway closed = new Gateway(bootstrapServers, Map.of("stepfold.cors-origins", "")).awaitReady()) {
            HttpResponse<String> refused = closed.get(DOCUMENT, "Origin", ALLOWED);
            assertThat(refused.statusCode()).as("at localhost").isEqualTo(403);
            assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
            assertThat(refused.body()).contains("\"code\":\"forbidden\"");
            assertThat(closed.get("/health", "Origin", ALLOWED).headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            assertThat(preflight(closed, DOCUMENT, ALLOWED, "GET", "authorization")
                            .headers()
                            .firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    private static HttpResponse<String> preflight(
            Gateway at, String path, String origin, String method, String headers) {
        return at.send(
                HttpRequest.newBuilder(at.uri(path)).method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                headers);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static List<String> values(HttpResponse<String> answer, String name) {
        return answer.headers().allValues(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
    }
}
