package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.Issuer;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which pages of other origins may call. */
@ExtendWith(KafkaClusterExtension.class)
@Timeout(60)
final class CorsTest {
    private static final String ALLOWED = "https://app.example.com";
    private static final String REFUSED = "https://evil.example.com";
    private static final String DOCUMENT = "/api/documents/none";
    private static final Issuer ISSUER = new Issuer();
    private static String bootstrapServers;
    private static Gateway gateway;

    @BeforeAll
    static void start(KafkaCluster cluster) {
        bootstrapServers = cluster.getBootstrapServers();
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
                    "authorization,content-type,idempotency-key,last-event-id,prefer,traceparent");

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
                        "location", "etag", "link", "retry-after", "www-authenticate", "preference-applied");
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
    void takesTheCookieOfAnAllowedOriginForWrites() {
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
    void letsNoOriginReadWhereNoneIsConfigured() {
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
