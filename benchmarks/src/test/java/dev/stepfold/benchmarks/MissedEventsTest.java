package dev.stepfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MissedEventsTest {
    @Test
    void returnsAtTheEndOfTheLastMissedEvent() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> request =
                    answer(server, "HTTP/1.1 200 OK\r\n\r\nretry: 5\n\nid: 8\ndata: id: 1\n\nid: 9\ndata: x\n\n");

            MissedEvents.read(server.getLocalPort(), "/events", "7", 2);

            assertThat(request.join()).startsWith("GET /events ").contains("Last-Event-ID: 7\r\n");
        }
    }

    @Test
    void failsWhenEventsAreMissing() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var _ = answer(server, "HTTP/1.1 200 OK\r\n\r\nid: 8\ndata: x\n\n");

            assertThatThrownBy(() -> MissedEvents.read(server.getLocalPort(), "/events", "7", 2))
                    .isInstanceOf(EOFException.class)
                    .hasMessage("only 1 of 2 events");
        }
    }

    /** Answers one request, which it returns. */
    private static CompletableFuture<String> answer(ServerSocket server, String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
                ByteArrayOutputStream request = new ByteArrayOutputStream();
                while (!request.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                    request.write(socket.getInputStream().read());
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                return request.toString(StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
