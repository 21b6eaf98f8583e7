package dev.stepfold.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SseClient;
import dev.stepfold.gateway.testkit.StreamStage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams through real proxies, with the lines of {@code docs/proxies.md}. What is not installed is skipped, and says so. */
final class ProxiesTest extends StreamStage {
    private static final int STREAMS_OF_DOCUMENT_MAX = 3;

    /** More silence than any proxy here bears, in heartbeats of 200 ms. */
    private static final int HEARTBEATS = 13;

    private static final Map<Proxy, RunningProxy> RUNNING = new EnumMap<>(Proxy.class);

    @BeforeAll
    static void allowFewStreamsOfADocument() {
        gateway.close();
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of(
                                "stepfold.projection-url",
                                projection.uri().toString(),
                                "stepfold.heartbeat",
                                "200ms",
                                "stepfold.streams-per-document-max",
                                STREAMS_OF_DOCUMENT_MAX))
                .awaitReady();
    }

    @AfterAll
    static void stopProxies() {
        RUNNING.values().forEach(RunningProxy::close);
        RUNNING.clear();
    }

    @ParameterizedTest
    @EnumSource
    void passOnEachFrameBeforeTheNextEventHappens(Proxy kind) {
        begins(1);
        try (SseClient client = connect(kind, null)) {
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.version())
                    .isEqualTo(kind.isHttp2() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
            assertThat(client.headers().firstValue("content-encoding")).isEmpty();
            assertThat(client.names(1)).containsExactly("snapshot:0");
            for (int next = 1; next < 20; next++) {
                goesOn(next, next + 1);
                assertThat(ids(client, 1)).containsExactly("" + next);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void passOnTheLastEventId(Proxy kind) {
        begins(20);
        try (SseClient client = connect(kind, "10")) {
            assertThat(ids(client, 9)).isEqualTo(ids(11, 20));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepAStreamOpenByItsHeartbeats(Proxy kind) {
        begins(1);
        try (SseClient client = connect(kind, null)) {
            client.names(1);
            for (int i = 0; i < HEARTBEATS; i++) {
                assertThat(client.nextComment()).startsWith(":");
            }
            goesOn(1, 2);
            assertThat(ids(client, 1)).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void giveBackThePermitsOfClientsThatHaveGone(Proxy kind) {
        begins(1);
        List<SseClient> clients = new ArrayList<>();
        for (int i = 0; i < STREAMS_OF_DOCUMENT_MAX; i++) {
            clients.add(connect(kind, null));
        }
        try (SseClient refused = connect(kind, null)) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
        }

        clients.forEach(SseClient::close);

        await().until(() -> gateway.streams() == 0);
        try (SseClient client = connect(kind, null)) {
            assertThat(client.status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void passOnStatesAndHistories(Proxy kind) throws Exception {
        begins(20);
        RunningProxy proxy = running(kind);
        try (HttpClient http = proxy.client()) {
            for (String read : List.of("", "/history")) {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(proxy.uri(path + read)).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(read).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(gateway.get(path + read).body());
            }
        }
    }

    private SseClient connect(Proxy kind, @Nullable String lastEventId) {
        RunningProxy proxy = running(kind);
        return SseClient.connect(proxy.client(), proxy.uri(path + "/events"), lastEventId);
    }

    private static RunningProxy running(Proxy kind) {
        Assumptions.assumeTrue(kind.isInstalled(), kind.binary() + " is not installed: " + kind + " is not tried");
        return RUNNING.computeIfAbsent(kind, _ -> RunningProxy.start(kind, gateway.uri("")));
    }
}
