package dev.stepfold.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.projection.topology.OwnerIndex.Selection;
import dev.stepfold.schemas.DocumentId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other instances that stand still: their sockets take connections, and say nothing any more. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PeersTest {
    /** How long the gateway waits for an instance (its {@code ProjectionClient}). */
    private static final Duration CALLER_WAITS = Duration.ofSeconds(1);

    private static final DocumentId DOCUMENT = new DocumentId("doc");
    private static final ListQuery LIST = new ListQuery(new Selection(null, null), null, 20);

    @Test
    void givesAnInstanceUpWellBeforeTheCallerDoes() {
        assertThat(Peers.ANSWER_TIMEOUT)
                .isLessThanOrEqualTo(CALLER_WAITS.multipliedBy(3).dividedBy(4));
    }

    @Test
    void isNotReadyWhereTheOwnerNeverAnswers() throws IOException {
        try (ServerSocket frozen = listen();
                Peers peers = new Peers(null)) {
            assertThat(peers.ask(hostOf(frozen), DOCUMENT)).isInstanceOf(Lookup.NotReady.class);
            assertThat(peers.list(hostOf(frozen), LIST, new TreeSet<>(Set.of(0)))
                            .join())
                    .isInstanceOf(Listing.NotReady.class);
        }
    }

    @Test
    void isNotReadyWhereTheOwnerStopsInTheMiddleOfItsAnswer() throws IOException {
        try (ServerSocket frozen = listen();
                Peers peers = new Peers(null)) {
            Thread.ofVirtual().start(() -> beginAnswers(frozen));

            assertThat(peers.ask(hostOf(frozen), DOCUMENT)).isInstanceOf(Lookup.NotReady.class);
            assertThat(peers.list(hostOf(frozen), LIST, new TreeSet<>(Set.of(0)))
                            .join())
                    .isInstanceOf(Listing.NotReady.class);
        }
    }

    private static void beginAnswers(ServerSocket server) {
        try {
            while (true) {
                Socket connection = server.accept();
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nETag: \"0\"\r\nContent-Length: 100\r\n\r\n{"
                                .getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException _) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    }

    private static HostInfo hostOf(ServerSocket server) {
        return new HostInfo(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }
}
