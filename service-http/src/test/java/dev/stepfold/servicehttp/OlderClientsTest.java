package dev.stepfold.servicehttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A service and a client of HTTP/1.0, whatever the service answers with. */
class OlderClientsTest {
    private static EmbeddedServer server;

    @BeforeAll
    static void start() {
        server = ApplicationContext.run(
                EmbeddedServer.class, Map.of("micronaut.server.port", -1, "endpoints.all.enabled", false));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void getNoChunksFromAnyRoute() throws IOException {
        List<String> calls = server.getApplicationContext()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> !route.getUriMatchTemplate().toPathString().endsWith("/broken"))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toPathString())
                .toList();

        assertThat(calls).contains("GET /older/publisher", "GET /older/stream", "POST /older/nothing");
        for (String call : calls) {
            for (String headers : List.of("", "Host: localhost\r\n", "Connection: keep-alive\r\n")) {
                String answer = answer(call, headers);

                assertThat(answer.toLowerCase(Locale.ROOT))
                        .as("%s, %s", call, headers)
                        .startsWith("http/1.0 2")
                        .contains("\r\nconnection: close\r\n")
                        .doesNotContain("transfer-encoding");
                if (call.startsWith("GET /older")) {
                    assertThat(answer).as("%s, %s", call, headers).endsWith("\r\n\r\nabc");
                }
            }
        }
    }

    @Test
    void seeThatABodyBreaksOff() {
        assertThatThrownBy(() -> answer("GET /older/broken", "")).isInstanceOf(SocketException.class);
    }

    private static String answer(String call, String headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((call + " HTTP/1.0\r\n" + headers + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Ways to answer. */
    @Controller("/older")
    static class Answers {
        @Get(uri = "/text", produces = "text/plain")
        String text() {
            return "abc";
        }

        @Get(uri = "/publisher", produces = "text/plain")
        Publisher<byte[]> publisher() {
            return Publishers.map(Publishers.just("abc"), text -> text.getBytes(StandardCharsets.UTF_8));
        }

        @Get(uri = "/stream", produces = "text/plain")
        InputStream stream() {
            return new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8));
        }

        @Post("/nothing")
        void nothing() {
            // There is nothing to say.
        }

        @Get(uri = "/broken", produces = "text/plain")
        Publisher<byte[]> broken() {
            return subscriber -> subscriber.onSubscribe(new Broken(subscriber));
        }
    }

    /** Some bytes, and then a failure. */
    private static final class Broken implements Subscription {
        private final Subscriber<? super byte[]> subscriber;
        private boolean begun;

        Broken(Subscriber<? super byte[]> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (begun) {
                subscriber.onError(new IOException("as scripted"));
            } else {
                begun = true;
                subscriber.onNext("ab".getBytes(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void cancel() {
            // Nothing is held.
        }
    }
}
