package dev.stepfold.generation.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.stepfold.tracing.Tracing;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One call at a time against a server on this machine: what is sent, what comes back, and how a call is given up. */
class InterruptibleHttpTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Instant NOW = Instant.parse("2026-10-21T07:27:15Z");
    private static final int MEBIBYTE = 1024 * 1024;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private LoopbackServer server;
    private InterruptibleHttp http;

    @BeforeEach
    void start() throws IOException {
        server = new LoopbackServer();
        http = client(OpenAiRun.LONG);
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void sendsTheRequestAndReturnsTheWholeAnswer() {
        server.serve(exchange -> {
            LoopbackServer.answer(
                    exchange,
                    201,
                    "text/plain",
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        });

        SuccessfulHttpResponse response = http.execute(request());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("{}");
        assertThat(server.received().getFirst("X-Test")).isEqualTo("yes");
    }

    @Test
    void doesNotOfferToUpgradeToAnotherVersion() {
        server.serve(exchange -> {
            LoopbackServer.answer(exchange, 200, "text/plain", "");
        });

        http.execute(request());

        assertThat(server.received()).doesNotContainKeys("Upgrade", "Http2-settings");
    }

    @Test
    void tellsWhatTheServerSaidAndHowLongItAsksToWaitWhereItRefuses() {
        server.serve(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT");
            LoopbackServer.answer(exchange, 429, "text/plain", "too many");
        });

        HttpRefusal whole = catchThrowableOfType(HttpRefusal.class, () -> http.execute(request()));
        HttpRefusal streamed = catchThrowableOfType(HttpRefusal.class, this::stream);

        assertThat(List.of(whole, streamed)).allSatisfy(refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(429);
            assertThat(refusal.body()).isEqualTo("too many");
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(45));
        });
    }

    @Test
    void followsNoRedirect() {
        server.serve(exchange -> {
            boolean elsewhere = exchange.getRequestURI().getPath().equals("/elsewhere");
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            LoopbackServer.answer(exchange, elsewhere ? 200 : 307, "text/plain", "");
        });

        assertThatThrownBy(() -> http.execute(request()))
                .isInstanceOfSatisfying(
                        HttpRefusal.class,
                        refusal -> assertThat(refusal.statusCode()).isEqualTo(307));
    }

    @Test
    void handsEventsOnAsTheyComeOnTheCallingThread() {
        CountDownLatch firstWasSeen = new CountDownLatch(1);
        server.serve(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("data: {\"n\": 1}\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                LoopbackServer.await(firstWasSeen, OpenAiRun.LONG);
                out.write("data: {\"n\": 2}\n\ndata: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
            }
        });
        Thread caller = Thread.currentThread();

        http.execute(request(), new DefaultServerSentEventParser(), new RecordingListener(events) {
            @Override
            public void onEvent(ServerSentEvent event) {
                assertThat(Thread.currentThread()).isSameAs(caller);
                super.onEvent(event);
                firstWasSeen.countDown();
            }
        });

        assertThat(events).containsExactly("{\"n\": 1}", "{\"n\": 2}", "closed");
    }

    @Test
    void handsAnAnswerThatCameAsAWholeOnAsTheOnlyEvent() {
        server.serve(exchange -> LoopbackServer.answer(
                exchange, 200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"hello\"}}]}"));

        stream();

        assertThat(events).containsExactly("{\"choices\":[{\"delta\":{\"content\":\"hello\"}}]}", "closed");
    }

    @Test
    void takesNoAnswerThatIsLongerThanAnyShouldBe() {
        server.serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                for (int sent = 0; sent <= 16; sent++) {
                    out.write(new byte[MEBIBYTE]);
                }
            }
        });

        assertThatThrownBy(() -> http.execute(request())).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(this::stream).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void givesUpACallThatIsNotAnsweredInTime() {
        server.serve(_ -> LoopbackServer.standStill());
        http = client(SHORT);

        assertThatThrownBy(() -> http.execute(request())).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(this::stream).isInstanceOf(TimeoutException.class);
    }

    @Test
    void givesUpAnAnswerThatDoesNotEndInTimeAndClosesItsConnection() {
        server.serve(server::drip);
        http = client(SHORT);

        assertThatThrownBy(() -> http.execute(request())).isInstanceOf(TimeoutException.class);

        await().until(server::isAbandoned);
    }

    @Test
    void givesUpAStreamThatDoesNotEndInTimeAndClosesItsConnection() {
        server.serve(server::drip);
        http = client(SHORT);

        assertThatThrownBy(this::stream).isInstanceOf(TimeoutException.class);

        await().until(server::isAbandoned);
    }

    @Test
    void givesUpWhenInterruptedAndClosesItsConnectionAndStaysInterrupted() throws Exception {
        server.serve(server::drip);
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            assertThatThrownBy(() -> http.execute(request())).isInstanceOf(IllegalStateException.class);
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        server.received();

        caller.interrupt();

        assertThat(stillInterrupted.join()).isTrue();
        await().until(server::isAbandoned);
    }

    @Test
    void tellsThatAConnectionBroke() {
        server.serve(HttpExchange::close);

        assertThatThrownBy(() -> http.execute(request())).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(this::stream).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void breaksOffTheCallsUnderWayWhenItIsClosed() {
        server.serve(server::drip);
        CompletableFuture<Void> call = CompletableFuture.runAsync(() -> http.execute(request()));
        server.received();
        http.close();

        await().until(() -> call.isCompletedExceptionally() && server.isAbandoned());
    }

    @Test
    void keepsItsOwnTimeoutsInTheFormThatTheLibraryTakes() {
        assertThat(http.asBuilder().connectTimeout(SHORT).readTimeout(SHORT).build())
                .isSameAs(http);
        assertThat(http.asBuilder().readTimeout()).isEqualTo(OpenAiRun.LONG);
    }

    private static InterruptibleHttp client(Duration callTimeout) {
        return new InterruptibleHttp(callTimeout, InstantSource.fixed(NOW), Tracing.OFF);
    }

    private void stream() {
        http.execute(request(), new DefaultServerSentEventParser(), new RecordingListener(events));
    }

    private HttpRequest request() {
        return HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(server.url())
                .addHeader("X-Test", "yes")
                .body("{}")
                .build();
    }
}
