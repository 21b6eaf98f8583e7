package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service that tells of everybody, over real HTTP. */
class InternalDoorTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void tellsNobodyButServicesWhatItKnows() throws IOException {
        try (EmbeddedServer server = start(Map.of("stepfold.service-secret", SECRET))) {
            assertThat(get(server, "/documents", "Host: localhost"))
                    .startsWith("HTTP/1.1 401")
                    .containsIgnoringCase("www-authenticate: Bearer")
                    .contains("\"code\":\"unauthenticated\"");
            assertThat(get(server, "/documents", "Host: projection\r\nAuthorization: Bearer " + SECRET))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("everybody's");
            assertThat(get(server, "/documents/", "Host: localhost")).startsWith("HTTP/1.1 401");
            assertThat(get(server, "//documents", "Host: localhost")).doesNotStartWith("HTTP/1.1 200");
            assertThat(get(server, "/health/../documents", "Host: localhost")).doesNotStartWith("HTTP/1.1 200");
            assertThat(get(server, "/health/documents", "Host: localhost")).startsWith("HTTP/1.1 401");
            assertThat(get(server, "/health", "Host: localhost")).startsWith("HTTP/1.1 200");
            assertThat(get(server, "/health/liveness", "Host: 10.0.0.7:8081")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void answersToItsOwnNamesOnlyWhereThereIsNoSecret() throws IOException {
        try (EmbeddedServer server = start(Map.of("stepfold.hosts", "projection"))) {
            assertThat(get(server, "/documents", "Host: evil.example"))
                    .startsWith("HTTP/1.1 403")
                    .contains("\"code\":\"forbidden\"");
            assertThat(get(server, "/documents", "Host: projection:8081")).startsWith("HTTP/1.1 200");
            assertThat(get(server, "/health", "Host: evil.example")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void tellsBrowsersWithEveryAnswerWhatTheyMayDoWithIt() throws IOException {
        try (EmbeddedServer server = start(Map.of("stepfold.service-secret", SECRET))) {
            String authorization = "Authorization: Bearer " + SECRET;
            for (String answer : new String[] {
                get(server, "/documents", "Host: localhost"),
                get(server, "/documents", "Host: localhost\r\n" + authorization),
                get(server, "/nothing", "Host: localhost\r\n" + authorization),
                get(server, "/health", "Host: localhost"),
                get(server, "/%", "Host: localhost"),
                get(server, "/" + "x".repeat(20_000), "Host: localhost")
            }) {
                assertThat(answer)
                        .containsIgnoringCase("content-security-policy: " + SecurityHeaders.OF_DATA + "\r\n")
                        .containsIgnoringCase("x-content-type-options: nosniff\r\n")
                        .containsIgnoringCase("referrer-policy: no-referrer\r\n")
                        .containsIgnoringCase("x-frame-options: DENY\r\n");
            }
        }
    }

    private static EmbeddedServer start(Map<String, Object> settings) {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("micronaut.server.port", -1);
        properties.put("stepfold.internal-door", true);
        // In the place of the services' own endpoints there are this test's.
        properties.put("endpoints.all.enabled", false);
        return ApplicationContext.run(EmbeddedServer.class, properties);
    }

    private static String get(EmbeddedServer server, String path, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Controller
    static class Everything {
        @Get(uri = "/documents", produces = "text/plain")
        String documents() {
            return "everybody's";
        }

        @Get(uri = "/health", produces = "text/plain")
        String health() {
            return "well";
        }

        @Get(uri = "/health/liveness", produces = "text/plain")
        String liveness() {
            return "alive";
        }
    }
}
