package dev.stepfold.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.document.ListCursor;
import dev.stepfold.gateway.testkit.FakeProjection;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.state.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /api/documents}; it needs no Kafka. */
class ListTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private FakeProjection projection;
    private Gateway gateway;

    @BeforeEach
    void open() {
        projection = new FakeProjection();
        gateway = new Gateway(
                "127.0.0.1:1",
                Map.of("stepfold.projection-url", projection.uri().toString()));
    }

    @AfterEach
    void close() {
        gateway.close();
        projection.close();
    }

    @Test
    void givesAPageAndALinkToTheNext() {
        // Given
        projection.lists(row("c"), row("b"), row("a"));

        // When
        HttpResponse<String> first = gateway.get("/api/documents?limit=2&status=running");

        // Then
        JsonNode body = json(first);
        assertThat(projection.listedWith()).isEqualTo("limit=3&status=running");
        assertThat(ids(body)).containsExactly("c", "b");
        String cursor = body.path("nextCursor").asText();
        String next = "/api/documents?status=running&limit=2&cursor=" + cursor;
        assertThat(first.headers().firstValue("Link")).hasValue("<" + next + ">; rel=\"next\"");

        // When
        projection.lists(row("a"));
        HttpResponse<String> second = gateway.get(next);

        // Then
        assertThat(projection.listedWith()).isEqualTo("limit=3&status=running&after=" + NOON.toEpochMilli() + ".b");
        assertThat(ids(json(second))).containsExactly("a");
        assertThat(json(second).has("nextCursor")).isFalse();
        assertThat(second.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void listsTwentyAtATimeByDefault() {
        gateway.get("/api/documents");

        assertThat(projection.listedWith()).isEqualTo("limit=21");
    }

    @Test
    void refusesMalformedParameters() {
        for (String query : List.of("limit=0", "limit=101", "limit=-1", "limit=ten", "limit=", "status=asleep")) {
            assertProblem(gateway.get("/api/documents?" + query), 400, "invalid-parameter");
        }
    }

    @Test
    void refusesACursorOfAnotherList() {
        ListCursor place = new ListCursor(NOON, new DocumentId("a"));

        assertThat(cursorStatus(place.encode(null, null))).isEqualTo(200);
        for (String cursor : List.of(
                "x",
                "%00",
                "bm90aGluZw",
                "",
                place.encode(new Owner("somebody"), null),
                place.encode(Owner.LOCAL, null),
                place.encode(null, RunStatus.FAILED))) {
            assertProblem(gateway.get("/api/documents?cursor=" + cursor), 400, "invalid-cursor");
        }
    }

    @Test
    void saysThatTheProjectionCannotAnswerRatherThanGiveAShorterList() {
        // Given
        projection.failWith(503);

        // When
        HttpResponse<String> answer = gateway.get("/api/documents");

        // Then
        assertProblem(answer, 503, "projection-unavailable");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
    }

    private int cursorStatus(String cursor) {
        return gateway.get("/api/documents?cursor=" + cursor).statusCode();
    }

    private static JsonNode row(String documentId) {
        return ContractMapper.mapper()
                .createObjectNode()
                .put("documentId", documentId)
                .put("createdAt", NOON.toString());
    }

    private static List<String> ids(JsonNode body) {
        return body.path("documents").findValuesAsText("documentId");
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").asText()).isEqualTo(code);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return ContractMapper.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
