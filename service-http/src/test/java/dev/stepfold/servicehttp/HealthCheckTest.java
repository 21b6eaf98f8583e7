package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The program that an image runs, as a process, without any library beside it. */
class HealthCheckTest {
    @Test
    void succeedsWhereTheServiceIsUp() throws Exception {
        assertThat(check(200)).isEqualTo(new Ended(0, ""));
    }

    @Test
    void failsWhereTheServiceIsDown() throws Exception {
        assertThat(check(503)).isEqualTo(new Ended(1, "the service answers 503 Service Unavailable\n"));
    }

    @Test
    void failsWhereNothingListens() throws Exception {
        assertThat(check("1")).satisfies(ended -> {
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.error()).startsWith("the service does not answer: ");
        });
    }

    @Test
    void failsWhereSomethingListensThatDoesNotAnswer() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(check(Integer.toString(mute.getLocalPort())))
                    .isEqualTo(new Ended(1, "the service does not answer: Read timed out\n"));
        }
    }

    @Test
    void failsWithoutAPort() throws Exception {
        assertThat(check("")).isEqualTo(new Ended(1, "MICRONAUT_SERVER_PORT must be the service's port\n"));
    }

    private static Ended check(int status) throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/health", exchange -> {
            boolean meant = "localhost".equals(exchange.getRequestHeaders().getFirst("Host"));
            exchange.sendResponseHeaders(meant ? status : 403, -1);
            exchange.close();
        });
        service.start();
        try {
            return check(Integer.toString(service.getAddress().getPort()));
        } finally {
            service.stop(0);
        }
    }

    private static Ended check(String port) throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target", "classes").toString(),
                HealthCheck.class.getName());
        program.environment().clear();
        program.environment().put("MICRONAUT_SERVER_PORT", port);
        Process process = program.start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), error);
    }

    private record Ended(int status, String error) {}
}
