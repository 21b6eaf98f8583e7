package dev.stepfold.gateway.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A proxy in front of a gateway, as a process of its own on loopback. */
final class RunningProxy implements AutoCloseable {
    private final Proxy kind;
    private final Process process;
    private final Setting setting;
    private final @Nullable SSLContext trust;

    private RunningProxy(Proxy kind, Process process, Setting setting, @Nullable SSLContext trust) {
        this.kind = kind;
        this.process = process;
        this.setting = setting;
        this.trust = trust;
    }

    static RunningProxy start(Proxy kind, URI gateway) {
        try {
            Path folder = Files.createTempDirectory("proxy");
            Setting setting = new Setting(folder, freePort(), gateway);
            @Nullable SSLContext trust = kind.isHttp2() ? certificate(folder) : null;
            Files.writeString(folder.resolve("config"), kind.config(setting));
            Process process = new ProcessBuilder(kind.command(setting))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            RunningProxy proxy = new RunningProxy(kind, process, setting, trust);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(proxy::listens);
            return proxy;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** A certificate of localhost's own, and who trusts it. */
    private static SSLContext certificate(Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        "tls.key",
                        "-out",
                        "tls.crt")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        if (openssl.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("openssl.log")));
        }
        String pem = Files.readString(folder.resolve("tls.crt"));
        Files.writeString(folder.resolve("tls.pem"), pem + Files.readString(folder.resolve("tls.key")));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(folder.resolve("tls.crt"))) {
            trusted.setCertificateEntry(
                    "proxy", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(
                    kind + " ended:\n" + Files.readString(setting.folder().resolve("log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), setting.port()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    URI uri(String path) {
        return URI.create((kind.isHttp2() ? "https" : "http") + "://127.0.0.1:" + setting.port() + path);
    }

    /** A client that speaks the version of HTTP which is tried. */
    HttpClient client() {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(kind.isHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        return trust == null ? client.build() : client.sslContext(trust).build();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                children.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
