package dev.stepfold.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class EndpointClientTest {
    private static final Post POST =
            new Post(Map.of("webhook-id", "id-1"), "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private ServerSocket server;
    private EndpointClient client;

    @TempDir
    static Path folder;

    private static KeyStore keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = keys(folder, "hooks.example.com");
    }

    EndpointClientTest() throws IOException {
        server = new ServerSocket();
        client = client(PATIENCE);
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void postsAndReadsTheStatus() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\nok");

        Answer answer = client.post(url("http", "/hook?a=%20b"), POST);

        assertThat(answer).isEqualTo(new Answer(202, Optional.empty()));
        assertThat(requests.poll(5, TimeUnit.SECONDS))
                .startsWith("POST /hook?a=%20b HTTP/1.1\r\nHost: hooks.example.com:" + server.getLocalPort() + "\r\n")
                .contains("\r\nContent-Length: 7\r\n", "\r\nwebhook-id: id-1\r\n", "\r\nConnection: close\r\n")
                .endsWith("\r\n\r\n{\"a\":1}");
    }

    @Test
    void postsToTheRootOfAUrlWithoutAPath() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 204 No Content\r\n\r\n");

        client.post(url("http", "?a=b"), POST);

        assertThat(requests.poll(5, TimeUnit.SECONDS)).startsWith("POST /?a=b HTTP/1.1\r\n");
    }

    @Test
    void postsToThePathWhateverTheHostIsCalled() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 204 No Content\r\n\r\n");

        client.post(URI.create("http://p:" + server.getLocalPort() + "/hook/ä"), POST);

        assertThat(requests.poll(5, TimeUnit.SECONDS)).startsWith("POST /hook/%C3%A4 HTTP/1.1\r\nHost: p:");
    }

    @Test
    void followsNoRedirect() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 307 Elsewhere\r\nLocation: http://169.254.169.254/\r\n\r\n");

        Answer answer = client.post(url("http", "/"), POST);

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.isSuccess()).isFalse();
    }

    @Test
    void readsHowLongItIsToWait() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 503 Busy\r\nretry-after:  120 \r\n\r\n");

        assertThat(client.post(url("http", "/"), POST)).isEqualTo(new Answer(503, Optional.of(Duration.ofMinutes(2))));
    }

    @Test
    void passesOverInterimAnswers() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");

        assertThat(client.post(url("http", "/"), POST).status()).isEqualTo(200);
    }

    @Test
    void doesNotReadABodyThatNeverEnds() throws Exception {
        ServerSocket endless = new ServerSocket(0, 1, LOOPBACK);
        accept(endless, socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(new byte[10_000]);
            }
        });

        assertThat(client.post(url("http", "/"), POST).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SSH-2.0-OpenSSH\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n", "HTTP/2 200\r\n\r\n", ""})
    void refusesWhatIsNoAnswer(String bytes) throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), bytes);

        assertThatThrownBy(() -> client.post(url("http", "/"), POST)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAHeadThatIsTooLong() throws Exception {
        serve(new ServerSocket(0, 1, LOOPBACK), "HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");

        assertThatThrownBy(() -> client.post(url("http", "/"), POST))
                .hasMessage("the head of the answer is longer than 16384 bytes");
    }

    @Test
    void givesUpOnAServerThatIsSilent() throws Exception {
        accept(
                new ServerSocket(0, 1, LOOPBACK),
                socket -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));

        assertThatThrownBy(() -> impatient().post(url("http", "/"), POST)).hasMessageStartingWith("no answer within");
    }

    @Test
    void givesUpOnAServerThatDrips() throws Exception {
        accept(new ServerSocket(0, 1, LOOPBACK), socket -> {
            while (true) {
                socket.getOutputStream().write('H');
                socket.getOutputStream().flush();
                LockSupport.parkNanos(20_000_000);
            }
        });

        assertThatThrownBy(() -> impatient().post(url("http", "/"), POST)).hasMessageStartingWith("no answer within");
    }

    @Test
    void givesUpOnAServerThatDoesNotRead() throws Exception {
        accept(new ServerSocket(0, 1, LOOPBACK), _ -> new CountDownLatch(1).await());
        Post large = new Post(Map.of(), new byte[32 * 1024 * 1024]);

        assertThatThrownBy(() -> impatient().post(url("http", "/"), large)).hasMessageStartingWith("no answer within");
    }

    @Test
    void checksTheCertificateForTheNameAndNotForTheAddress() throws Exception {
        serve(tls(keys).getServerSocketFactory().createServerSocket(0, 1, LOOPBACK), "HTTP/1.1 200 OK\r\n\r\n");
        client.close();
        client = new EndpointClient(resolving(), () -> factory(keys), PATIENCE);

        assertThat(client.post(url("https", "/"), POST).status()).isEqualTo(200);
    }

    @Test
    void refusesTheCertificateOfAnotherName() throws Exception {
        serve(tls(keys).getServerSocketFactory().createServerSocket(0, 1, LOOPBACK), "HTTP/1.1 200 OK\r\n\r\n");
        client.close();
        client = new EndpointClient(resolving(), () -> factory(keys), PATIENCE);

        URI other = URI.create("https://other.example.com:" + server.getLocalPort() + "/");
        assertThatThrownBy(() -> client.post(other, POST)).isInstanceOf(SSLHandshakeException.class);
        assertThat(requests).isEmpty();
    }

    private EndpointClient impatient() {
        client.close();
        client = client(SHORT);
        return client;
    }

    private static EndpointClient client(Duration timeout) {
        return new EndpointClient(resolving(), () -> (SSLSocketFactory) SSLSocketFactory.getDefault(), timeout);
    }

    /** Every name is this machine. */
    private static AddressGuard resolving() {
        return new AddressGuard(true, _ -> new InetAddress[] {LOOPBACK});
    }

    private URI url(String scheme, String rest) {
        return URI.create(scheme + "://hooks.example.com:" + server.getLocalPort() + rest);
    }

    private interface Serving {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    private void accept(ServerSocket socket, Serving serving) {
        server = socket;
        Thread.ofVirtual().start(() -> {
            try (Socket accepted = socket.accept()) {
                serving.serve(accepted);
            } catch (IOException | InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void serve(ServerSocket socket, String answer) {
        accept(socket, accepted -> {
            InputStream in = accepted.getInputStream();
            StringBuilder request = new StringBuilder();
            while (request.indexOf("{\"a\":1}") < 0) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                request.append((char) next);
            }
            requests.add(request.toString());
            accepted.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static KeyStore keys(Path folder, String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        return keys;
    }

    private static SSLContext tls(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    private static SSLSocketFactory factory(KeyStore trusted) {
        try {
            KeyStore certificates = KeyStore.getInstance("PKCS12");
            certificates.load(null, null);
            certificates.setCertificateEntry("server", trusted.getCertificate("mykey"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
