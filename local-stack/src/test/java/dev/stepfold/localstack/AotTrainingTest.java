package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a gateway that streams what a test says, and then keeps the stream open. */
@Timeout(30)
class AotTrainingTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String streamed = "";

    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpServer gateway;

    @BeforeEach
    void startGateway() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gateway.createContext("/api/documents", exchange -> {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        gateway.createContext("/api/documents/training/events", this::stream);
        gateway.start();
    }

    @AfterEach
    void stopGateway() {
        over.countDown();
        gateway.stop(0);
    }

    @Test
    void endsWhenTheRunIsCompleted() {
        streamed = "data: {\"type\":\"agent-run\",\"status\":\"completed\"}\n\n";

        assertThatCode(() -> AotTraining.buildAnAgent(documents(), Duration.ofMinutes(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void givesUpOnARunThatDoesNotEnd() {
        streamed = ": heartbeat\n\n";

        assertThatThrownBy(() -> AotTraining.buildAnAgent(documents(), Duration.ofSeconds(1)))
                .isInstanceOf(StartFailure.class)
                .hasMessage("the agent was not built within 1 s");
    }

    private URI documents() {
        return URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/api/documents");
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(streamed.getBytes(StandardCharsets.UTF_8));
            body.flush();
            over.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
