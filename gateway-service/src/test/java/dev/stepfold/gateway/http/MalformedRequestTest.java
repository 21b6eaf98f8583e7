package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.DocumentedProblems;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.RawConnection;
import dev.stepfold.testkit.SharedBroker;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request that is hardly HTTP any more is still answered with a documented problem, whether Netty or the gateway
 * refuses it: no refusal has an empty body.
 */
@Timeout(120)
final class MalformedRequestTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int FUZZED = 500;

    private static Gateway gateway;
    private static DocumentedProblems documented;

    @BeforeAll
    static void start() {
        gateway = new Gateway(BROKER.bootstrapServers(), Map.of("stepfold.request-timeout", "2s")).awaitReady();
        documented = new DocumentedProblems(gateway);
    }

    @AfterAll
    static void stop() {
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
        gateway.close();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("body-too-large", "GET /api/documents/%HUGE% HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("body-too-large", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Huge: %HUGE%\r\n\r\n"),
                Arguments.of("body-too-large", "GET /health HTTP/1.1\r\nHost: localhost\r\n%MANY%\r\n\r\n"),
                Arguments.of("bad-request", "GET /health HTTP/1.1\r\nHost: localhost\r\nNo-Colon\r\n\r\n"),
                Arguments.of("bad-request", "GET /health HTTP/1.1\r\nHost: localhost\r\nBad Name: b\r\n\r\n"),
                Arguments.of("not-found", "GET /api/documents/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("not-found", "GET /..%2f..%2fapplication.properties HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("not-found", "GET /%2e%2e/application.properties HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("invalid-id", "GET /api/documents/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("invalid-id", "GET /api/documents/%ff%fe HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("bad-request", "GET /api/documents/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of(
                        "bad-request",
                        "GET /api/documents/a/events?lastEventId=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of(
                        "invalid-id", "GET /api/documents/%0d%0aX-Injected:%20yes HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of(
                        "document-not-found",
                        "GET http://elsewhere/api/documents/a HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("not-found", "CONNECT a:80 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                Arguments.of("not-found", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("bad-request", "NONSENSE\r\n\r\n"),
                Arguments.of("bad-request", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"),
                Arguments.of(
                        "bad-request",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}"),
                Arguments.of(
                        "bad-request",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
                Arguments.of(
                        "body-too-large",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999999\r\n\r\n{}"),
                Arguments.of(
                        "invalid-json",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
                Arguments.of(
                        "bad-request",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of(
                        "invalid-json",
                        "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void isAnsweredWithADocumentedProblem(String code, String request) {
        try (RawConnection connection = RawConnection.to(uri())) {
            connection.send(request.replace("%HUGE%", "a".repeat(100_000)).replace("%MANY%", manyHeaders()));

            String answer = connection.readAnswer();

            JsonNode problem = documented.of(answer);
            assertThat(problem.path("code").asText()).isEqualTo(code);
            assertThat(problem.path("status").asInt()).isLessThan(500);
            assertThat(answer).doesNotContain("X-Injected");
        }
    }

    /** RFC 9110, section 2.5, and RFC 9112, section 2.3: a version that the server speaks, not the one that the client named. */
    @ParameterizedTest
    @CsvSource({
        "HTTP/1.0, HTTP/1.0",
        "HTTP/1.1, HTTP/1.1",
        "HTTP/1.4, HTTP/1.1",
        "HTTP/0.9, HTTP/1.1",
        "HTTP/2.0, HTTP/1.1",
        "HTTP/9.9, HTTP/1.1"
    })
    void isAnsweredWithTheServersOwnVersion(String asked, String answered) {
        for (String target : List.of("/health", "/api/documents/a", "/api/documents/%zz", "/nowhere")) {
            try (RawConnection connection = RawConnection.to(uri())) {
                connection.send("GET " + target + " " + asked + "\r\nHost: localhost\r\n\r\n");

                assertThat(connection.readAnswer()).as(target).startsWith(answered + " ");
            }
        }
    }

    @Test
    void neverCausesAnInternalErrorWhateverItsBytes() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < FUZZED; i++) {
            byte[] bytes = random.nextBoolean() ? changed(random) : some(random);
            try (RawConnection connection = RawConnection.to(uri())) {
                connection.send(bytes).send("\r\n\r\n");

                String answer = connection.readAnswer();
                assertThat(answer).as("seed %d, attempt %d", seed, i).matches("(?s)HTTP/1\\.[01] .*");
                if (answer.matches("(?s)HTTP/... [45].*")) {
                    assertThat(documented.of(answer).path("code").asText())
                            .as("seed %d, attempt %d", seed, i)
                            .isNotEqualTo("internal-error");
                }
            }
        }
    }

    private static byte[] changed(Random random) {
        byte[] bytes = "GET /api/documents/a/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int change = 0; change <= random.nextInt(4); change++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] some(Random random) {
        byte[] bytes = new byte[random.nextInt(1, 400)];
        random.nextBytes(bytes);
        // White space before a request is ignored, and nothing else might come.
        bytes[0] = (byte) random.nextInt('!', '~');
        return bytes;
    }

    private static URI uri() {
        return gateway.uri("/");
    }

    private static String manyHeaders() {
        StringBuilder headers = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            headers.append("X-").append(i).append(": b\r\n");
        }
        return headers.substring(0, headers.length() - 2);
    }
}
