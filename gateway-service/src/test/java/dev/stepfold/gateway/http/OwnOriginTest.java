package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.RawConnection;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What pages of other origins can do to a gateway without authentication. It needs no Kafka to refuse. */
@Timeout(60)
final class OwnOriginTest {
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = new Gateway("127.0.0.1:1", Map.of("stepfold.cors-origins", "http://friend.example"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void answersToTheNamesOfLoopbackOnly() {
        assertThat(status("GET", "/openapi.yaml", "evil.example", "")).isEqualTo(403);
        assertThat(status("POST", "/api/documents", "evil.example", "Origin: http://evil.example\r\n"))
                .isEqualTo(403);
        assertThat(status("GET", "/openapi.yaml", "localhost.evil.example:8080", ""))
                .isEqualTo(403);
        for (String own : new String[] {"localhost", "127.0.0.1", "localhost:8080", "[::1]:8080"}) {
            assertThat(status("GET", "/openapi.yaml", own, "")).as(own).isEqualTo(200);
        }
    }

    @Test
    void answersToItsOwnNamesOnlyWhateverItListensOn() {
        try (Gateway open = new Gateway(
                "127.0.0.1:1", Map.of("micronaut.server.host", "0.0.0.0", "stepfold.hosts", "stepfold.example"))) {
            assertThat(status(open, "GET", "/openapi.yaml", "evil.example", "")).isEqualTo(403);
            assertThat(status(open, "GET", "/openapi.yaml", "stepfold.example:80", ""))
                    .isEqualTo(200);
            assertThat(status(open, "GET", "/openapi.yaml", "localhost", "")).isEqualTo(200);

            // Its protocol demands that the origin is checked even of requests that change nothing.
            String mcp = "/api/mcp";
            assertThat(status(open, "GET", mcp, "stepfold.example:80", "Origin: http://evil.example\r\n"))
                    .isEqualTo(403);
            assertThat(status(open, "GET", mcp, "stepfold.example:80", "Origin: http://stepfold.example:80\r\n"))
                    .isEqualTo(405);
            assertThat(status(open, "GET", mcp, "stepfold.example:80", "")).isEqualTo(405);
        }
    }

    @Test
    void tellsBrowsersThatThePageLoadsItsOwnOnlyAndAnswersLoadNothing() {
        assertThat(gateway.get("/").headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        for (String path : new String[] {"/openapi.yaml", "/page.js", "/nothing", "/api/documents/a/b", "/health"}) {
            HttpHeaders headers = gateway.get(path).headers();
            assertThat(headers.firstValue("content-security-policy"))
                    .as(path)
                    .hasValue("default-src 'none'; frame-ancestors 'none'");
            assertThat(headers.firstValue("x-content-type-options")).hasValue("nosniff");
            assertThat(headers.firstValue("referrer-policy")).hasValue("no-referrer");
        }
    }

    @Test
    void sendsNoSecurityHeadersWithANotModifiedPage() {
        HttpHeaders stored = gateway.get("/").headers();

        HttpResponse<String> again = gateway.get(
                "/", "If-Modified-Since", stored.firstValue("last-modified").orElseThrow());

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("content-security-policy")).isEmpty();
    }

    @Test
    void acceptsChangesFromPagesOfItsOwnOriginAndOfConfiguredOnes() {
        assertThat(status("POST", "/api/documents", "localhost:1", "Origin: http://evil.example\r\n"))
                .isEqualTo(403);
        assertThat(status("DELETE", "/api/documents/a", "localhost:1", "Origin: http://evil.example\r\n"))
                .isEqualTo(403);
        assertThat(status("POST", "/api/documents", "localhost:1", "Origin: http://localhost:1\r\n"))
                .isNotEqualTo(403);
        assertThat(status("POST", "/api/documents", "localhost:1", "Origin: http://friend.example\r\n"))
                .isNotEqualTo(403);
        assertThat(status("POST", "/api/documents", "localhost:1", "")).isNotEqualTo(403);
    }

    private static int status(String method, String path, String host, String headers) {
        return status(gateway, method, path, host, headers);
    }

    private static int status(Gateway gateway, String method, String path, String host, String headers) {
        String body = method.equals("POST") ? "{}" : "";
        try (RawConnection connection = RawConnection.to(gateway.uri("/"))) {
            connection.send(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return Integer.parseInt(connection.readToEnd().substring(9, 12));
        }
    }
}
