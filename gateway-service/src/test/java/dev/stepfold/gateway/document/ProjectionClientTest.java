package dev.stepfold.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ProjectionClientTest {
    private static final DocumentId LOST = new DocumentId("lost");
    private static final DocumentId HELD = new DocumentId("held");

    @Test
    void queriesAnInstanceForTheNextDocumentAfterItCouldNotAnswerForOne() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client =
                        new ProjectionClient(List.of(projection.uri()), null, Duration.ofMinutes(1))) {
            projection.holds(DocumentState.initial(HELD));
            projection.failWith(503);
            assertThat(client.find(LOST)).isEqualTo(new ProjectionAnswer.Unavailable());
            projection.failWith(0);

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Known(DocumentState.initial(HELD)));
        }
    }

    @Test
    void usesNoStateThatAnEarlierVersionFolded() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client =
                        new ProjectionClient(List.of(projection.uri()), null, Duration.ofMinutes(1))) {
            projection.holds(HELD, JsonCodec.STATES.encode(DocumentState.initial(HELD)));

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Unavailable());
        }
    }

    @Test
    void looksUpADocumentAfterAListTimedOut() {
        try (FakeProjection projection = new FakeProjection();
                ProjectionClient client =
                        new ProjectionClient(List.of(projection.uri()), null, Duration.ofSeconds(2))) {
            projection.holds(DocumentState.initial(HELD));
            Awaitility.await().until(() -> client.find(HELD) instanceof ProjectionAnswer.Known);
            projection.stallLists();
            assertThat(client.list(new DocumentLists.Query(null, null, null, 1)))
                    .isEmpty();

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Known(DocumentState.initial(HELD)));
        }
    }

    @Test
    void givesUpOnAnInstanceThatStopsInTheMiddleOfItsAnswer() throws IOException {
        try (ServerSocket frozen = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                ProjectionClient client = new ProjectionClient(
                        List.of(URI.create("http://127.0.0.1:" + frozen.getLocalPort())),
                        null,
                        Duration.ofMillis(500))) {
            Thread.ofVirtual().start(() -> beginAnAnswer(frozen));

            assertThat(client.find(HELD)).isEqualTo(new ProjectionAnswer.Unavailable());
        }
    }

    private static void beginAnAnswer(ServerSocket server) {
        try {
            server.accept()
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
