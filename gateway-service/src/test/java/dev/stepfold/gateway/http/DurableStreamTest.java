package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.gateway.testkit.StreamStage;
import dev.stepfold.schemas.DocumentId;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The read side of Durable Streams, without a client library. */
final class DurableStreamTest extends StreamStage {
    @Test
    void tellsTheEndWithoutTheEvents() {
        begins(20);

        HttpResponse<String> end = head(document);

        assertThat(end.statusCode()).isEqualTo(200);
        assertThat(end.headers().firstValue("stream-next-offset")).hasValue("00000000000000000020");
        assertThat(end.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(end.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(end.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(head(new DocumentId("nobody")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&live=long-poll", "&live=sse"})
    void refusesAnOffsetBeyondTheEnd(String live) {
        begins(20);

        HttpResponse<String> answer = gateway.get(path + "/stream?offset=00000000000000000021" + live);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"code\":\"sequence-not-found\"");
    }

    @Test
    void namesItsEventsByTheirTag() {
        begins(20);
        HttpResponse<String> first = gateway.get(path + "/stream", "Accept-Encoding", "gzip");
        String tag = first.headers().firstValue("etag").orElseThrow();
        DocumentId other = new DocumentId(UUID.randomUUID().toString());
        orchestrator.createTopic(other);
        orchestrator.append(SampleRun.from(other, 0, SampleRun.complete()));

        assertThat(gateway.get(path + "/stream", "If-None-Match", tag, "Accept-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(304);
        assertThat(gateway.get("/api/documents/" + other + "/stream", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> head(DocumentId documentId) {
        return gateway.send(HttpRequest.newBuilder(gateway.uri("/api/documents/" + documentId + "/stream"))
                .method("HEAD", BodyPublishers.noBody()));
    }
}
