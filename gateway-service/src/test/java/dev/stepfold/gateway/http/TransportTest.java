package dev.stepfold.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.testkit.SharedBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How answers are sent: what is compressed, what its validators say, and which protocols are spoken. */
@Timeout(60)
final class TransportTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final DocumentId DOCUMENT = new DocumentId(UUID.randomUUID().toString());
    private static final String PATH = "/api/documents/" + DOCUMENT;
    private static final Pattern CHUNK = Pattern.compile("\r\n([0-9a-f]+)(?=\r\n)");
    private static FakeOrchestrator orchestrator;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
        gateway = new Gateway(BROKER.bootstrapServers(), Map.of()).awaitReady();
        orchestrator.createTopic(DOCUMENT);
        orchestrator.happen(SampleRun.from(DOCUMENT, 0, SampleRun.complete()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        orchestrator.close();
    }

    @Test
    void compressesTheStateAndTheHistoryForAClientThatAcceptsIt() throws Exception {
        for (String path : new String[] {PATH, PATH + "/history"}) {
            HttpResponse<byte[]> plain = get(path);
            HttpResponse<byte[]> zipped = get(path, "Accept-Encoding", "gzip");

            assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
            assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
            assertThat(zipped.body().length).isLessThan(plain.body().length / 2);
            assertThat(unzipped(zipped)).isEqualTo(new String(plain.body(), UTF_8));
            assertThat(plain.headers().allValues("vary")).anyMatch(value -> value.equalsIgnoreCase("accept-encoding"));
            assertThat(zipped.headers().allValues("vary")).anyMatch(value -> value.equalsIgnoreCase("accept-encoding"));
        }
        HttpResponse<byte[]> lines =
                get(PATH + "/history", "Accept-Encoding", "gzip", "Accept", "application/x-ndjson");
        assertThat(unzipped(lines).lines()).hasSize(20);
    }

    @Test
    void usesTheBestEncodingThatABrowserOffers() throws Exception {
        for (String path : new String[] {PATH, PATH + "/history"}) {
            HttpResponse<byte[]> packed = get(path, "Accept-Encoding", "gzip, deflate, br, zstd");

            assertThat(packed.headers().firstValue("content-encoding")).hasValue("zstd");
            try (ZstdInputStream in = new ZstdInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(in.readAllBytes()).isEqualTo(get(path).body());
            }
        }
    }

    @Test
    void compressesNothingSmallAndNothingThatTheClientDoesNotAccept() throws Exception {
        for (String path : new String[] {PATH + "/resume", "/api/documents/none"}) {
            assertThat(get(path, "Accept-Encoding", "gzip").headers().firstValue("content-encoding"))
                    .as(path)
                    .isEmpty();
        }
        assertThat(get(PATH, "Accept-Encoding", "identity").headers().firstValue("content-encoding"))
                .isEmpty();
        assertThat(get(PATH, "Accept-Encoding", "gzip;q=0").headers().firstValue("content-encoding"))
                .isEmpty();
    }

    @Test
    void neverCompressesAStream() {
        try (SseClient stream =
                SseClient.connect(gateway.uri(PATH + "/events"), null, "Accept-Encoding", "gzip, deflate, br")) {
            assertThat(stream.headers().firstValue("content-encoding")).isEmpty();
            assertThat(stream.next().orElseThrow().event()).isEqualTo("snapshot");
        }
    }

    @Test
    void sendsFramesTogetherThatAreThereAtTheSameMoment() throws Exception {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = connected()) {
            socket.getOutputStream()
                    .write(("GET " + PATH + "/events?lastEventId=-1&until=rest HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(US_ASCII));
            while (answer.indexOf("\r\n0\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).isNotNegative();
                answer.append((char) next);
            }
        }

        List<Integer> chunks = CHUNK.matcher(answer)
                .results()
                .map(chunk -> Integer.parseInt(chunk.group(1), 16))
                .toList();
        int bytes = chunks.stream().mapToInt(Integer::intValue).sum();
        assertThat(answer.toString().split("\nevent: ")).hasSize(1 + 20);
        assertThat(chunks).last().isEqualTo(0);
        assertThat(chunks.size())
                .as("the opening, the frames, and the end: %s", chunks)
                .isLessThanOrEqualTo(3 + bytes / SseBody.TOGETHER_BYTES);
    }

    @Test
    void givesAWeakValidatorIfTheBytesMayDiffer() throws Exception {
        String etag = get(PATH).headers().firstValue("etag").orElseThrow();
        assertThat(etag).startsWith("\"19");

        HttpResponse<byte[]> zipped = get(PATH, "Accept-Encoding", "gzip");
        assertThat(zipped.headers().firstValue("etag")).hasValue("W/" + etag);

        for (String held : new String[] {etag, "W/" + etag, "\"18\", W/" + etag}) {
            HttpResponse<byte[]> unchanged = get(PATH, "Accept-Encoding", "gzip", "If-None-Match", held);
            assertThat(unchanged.statusCode()).as(held).isEqualTo(304);
            assertThat(unchanged.body()).isEmpty();
            assertThat(unchanged.headers().firstValue("etag")).hasValue("W/" + etag);
        }
        assertThat(get(PATH, "If-None-Match", "W/\"18\"").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotSwitchToHttp2OverCleartext() throws Exception {
        try (HttpClient http2 =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpResponse<String> answer = http2.send(
                    HttpRequest.newBuilder(gateway.uri("/health")).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void speaksNoHttp2WithAClientThatPresumesIt() throws Exception {
        assertThat(answerTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0"))
                .as("an error in the text of HTTP/1, and no frame")
                .matches("(?s)HTTP/\\S+ 4\\d\\d .*");
    }

    private static String answerTo(String bytes) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(bytes.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static Socket connected() throws IOException {
        URI uri = gateway.uri("/");
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static String unzipped(HttpResponse<byte[]> answer) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
