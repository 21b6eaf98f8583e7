package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.RawConnection;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.testkit.SharedBroker;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Malicious and faulty clients: none of them holds anything for long, and none disturbs the others. */
@Timeout(120)
final class HostileClientTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int COMINGS_AND_GOINGS = 2_000;

    /** Columns and states of {@code /proc/net/tcp}: established, and closed by the client only. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int STATE = 3;
    private static final Set<String> HELD = Set.of("01", "08");

    /**
     * What the rest of this process, including the broker and clients, opens meanwhile; a leak of one in a hundred
     * connects would be as much.
     */
    private static final int OTHER_HANDLES = COMINGS_AND_GOINGS / 100;

    /** More than there are reads at once. */
    private static final int CROWD = 32;

    private static final ListAppender<ILoggingEvent> LEAKS = new ListAppender<>();
    private static ResourceLeakDetector.Level levelBefore;
    private static Gateway gateway;
    private static FakeOrchestrator orchestrator;

    private final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        levelBefore = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        LEAKS.start();
        leakLogger().addAppender(LEAKS);
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.heartbeat", "200ms",
                                "stepfold.request-timeout", "2s",
                                "stepfold.write-timeout", "2s"))
                .awaitReady();
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
    }

    @AfterAll
    static void leaksNoBuffers() {
        System.gc();
        // The detector reports collected buffers when new ones are allocated.
        for (int i = 0; i < 50; i++) {
            assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
        }
        orchestrator.close();
        gateway.close();
        leakLogger().detachAppender(LEAKS);
        ResourceLeakDetector.setLevel(levelBefore);
        assertThat(LEAKS.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    @AfterEach
    void leavesNoStreamBehind() {
        await().until(() -> gateway.streams() == 0);
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void cutsOffAClientThatDoesNotReadItsStream() throws Exception {
        startDocument();
        try (RawConnection deaf = RawConnection.withSmallBuffer(uri()).send(streamRequest());
                SseClient attentive = SseClient.connect(gateway.uri(events()), null)) {
            assertThat(deaf.readUntil("event: snapshot\n")).contains("200 OK");
            // Reads while events come: a client that begins to read after the last may not have read for too long by
            // then.
            FutureTask<List<String>> reading = new FutureTask<>(() -> attentive.names(101));
            Thread.ofVirtual().start(reading);

            orchestrator.happen(bigEvents(1, 100));

            reading.get();
            await().until(() -> gateway.streams() == 1);
            deaf.readToEnd();
        }
    }

    @Test
    void cutsOffAClientThatDoesNotReadItsAnswer() {
        startDocument();
        orchestrator.append(bigEvents(1, 200));
        long before = connections();
        try (RawConnection deaf = RawConnection.withSmallBuffer(uri())) {
            deaf.send(historyRequest());

            assertThat(deaf.readUntil("\r\n")).contains("200 OK");

            await().until(() -> connections() <= before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET /api/documents/a HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
                "POST /api/documents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
            })
    void cutsOffARequestThatDripsIn(String begin) {
        try (RawConnection slow = RawConnection.to(uri()).send(begin)) {
            await().until(() -> slow.send("x").isClosedByGateway());
        }
    }

    @Test
    void keepsAStreamOpenLongerThanARequestMayTake() {
        startDocument();
        try (SseClient client = SseClient.connect(gateway.uri(events()), null)) {
            client.next();
            // Heartbeats come every 200 ms, so these take longer than the timeout of a request.
            for (int heartbeat = 0; heartbeat < 12; heartbeat++) {
                assertThat(client.nextComment()).isEqualTo(": heartbeat");
            }
        }
    }

    @Test
    void endsTheStreamOfAClientThatClosesItsHalf() {
        startDocument();
        try (RawConnection half = RawConnection.to(uri()).send(streamRequest())) {
            assertThat(half.readUntil("event: snapshot\n")).contains("200 OK");

            half.shutdownOutput();

            half.readToEnd();
        }
    }

    @Test
    void leaksNothingOverManyConnectsAndDisconnects() {
        startDocument();
        // The first clients open things that stay open.
        for (int i = 0; i < 100; i++) {
            comeAndGo(i);
        }
        await().until(() -> gateway.streams() == 0);
        openWhatStays();
        long before = connections();
        long handlesBefore = handles();

        for (int i = 0; i < COMINGS_AND_GOINGS; i++) {
            comeAndGo(i);
        }

        await().until(() -> gateway.streams() == 0);
        await().until(() -> connections() <= before);
        await().untilAsserted(() -> assertThat(handles()).isLessThan(handlesBefore + OTHER_HANDLES));
    }

    /**
     * Fills the pools of threads and of consumers, which stay open: more clients come at once than the gateway serves at
     * once, again and again until that opens nothing more.
     */
    private void openWhatStays() {
        long connectionsBefore = connections();
        long before;
        do {
            before = handles();
            List<Thread> crowd = IntStream.range(0, CROWD)
                    .mapToObj(_ -> Thread.ofVirtual().start(this::readHistory))
                    .toList();
            crowd.forEach(HostileClientTest::join);
            await().until(() -> connections() <= connectionsBefore);
        } while (handles() > before);
    }

    private void readHistory() {
        try (RawConnection connection = RawConnection.to(uri())) {
            connection.send(historyRequest()).readUntil("]");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void comeAndGo(int turn) {
        RawConnection connection = RawConnection.to(uri());
        switch (turn % 6) {
            case 0 -> connection.cut();
            case 1 -> connection.send("GET /api/documents/" + document).cut();
            case 2 -> connection.send(streamRequest()).cut();
            case 3 -> {
                connection.send(streamRequest());
                connection.readUntil("event: snapshot\n");
                connection.cut();
            }
            case 4 -> connection.send(historyRequest()).cut();
            default -> connection.send(streamRequest()).close();
        }
    }

    @Test
    void letsNoTextBreakOutOfItsFrame() {
        String text = "a\r\nid: 77\r\nevent: forged\ndata: {}\n\n\u2028\u0085b\u0000";
        startDocument();
        try (RawConnection client = RawConnection.to(uri()).send(streamRequest())) {
            client.readUntil("event: snapshot\n");
            orchestrator.happen(
                    SampleRun.from(document, 1, List.of(SampleRun.processing(StepId.PROMPT_UNDERSTANDING, text))));

            String frame = client.readUntil("id: 1\n") + client.readUntil("\n\n");

            assertThat(frame.lines().filter(line -> line.startsWith("id:") || line.startsWith("event:")))
                    .containsExactly("id: 1", "event: agent-step");
        }
    }

    private void startDocument() {
        orchestrator.createTopic(document);
        orchestrator.happen(SampleRun.from(document, 0, List.of(SampleRun.started())));
        await().until(() -> {
            HttpResponse<String> state = gateway.get("/api/documents/" + document);
            return state.statusCode() == 200;
        });
    }

    /** Each of some 100 kB. */
    private List<dev.stepfold.schemas.event.RecordedEvent> bigEvents(long first, int count) {
        String message = "x".repeat(100_000);
        return SampleRun.from(
                document,
                first,
                Stream.generate(() -> SampleRun.processing(StepId.PROMPT_UNDERSTANDING, message))
                        .limit(count)
                        .toList());
    }

    private String events() {
        return "/api/documents/" + document + "/events";
    }

    private String streamRequest() {
        return "GET " + events() + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    }

    private String historyRequest() {
        return "GET /api/documents/" + document + "/history HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static URI uri() {
        return gateway.uri("/");
    }

    /** The connections that the gateway has not closed, whatever their clients did; those of the test's own client included. */
    private static long connections() {
        String port = String.format(Locale.ROOT, ":%04X", uri().getPort());
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.strip().split("\\s+", -1))
                .filter(columns -> columns[LOCAL_ADDRESS].endsWith(port) && HELD.contains(columns[STATE]))
                .count();
    }

    /** The files and sockets that this process has open. */
    private static long handles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.exists(table) ? Files.readAllLines(table).stream() : Stream.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Logger leakLogger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
