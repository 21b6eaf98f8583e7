package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.system.OtlpReceiver.Received;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run in one trace, from the request to the last frame, fold and post, through the real processes and a receiver of
 * OTLP.
 */
class TraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REQUEST = "POST /api/documents";

    private static final String QUERY = "GET /documents";
    private static final String SECRET_PATH = "kept-secret";

    /** By the first word of its name, what the parent's name begins with: one of these. */
    private static final Map<String, List<String>> PARENTS = Map.of(
            "send", List.of(REQUEST),
            "decide", List.of("send stepfold.commands"),
            "append", List.of("decide"),
            "attempt", List.of("decide"),
            "chat", List.of("attempt"),
            "frame", List.of("append"),
            "fold", List.of("append"),
            "POST", List.of("append"),
            "GET", List.of(REQUEST, QUERY));

    @Test
    void followsARunFromItsRequestToEachFrameFoldAndPost(@TempDir Path temporary) throws Exception {
        try (PacedModel model = PacedModel.start(Duration.ofMillis(200));
                OtlpReceiver receiver = OtlpReceiver.start();
                HeldReceiver endpoint = new HeldReceiver();
                RunningStack stack = RunningStack.start(temporary, RunningStack.freePorts(), with(model, receiver))) {
            Client client = new Client(stack.baseUrl());
            endpoint.answer();
            client.post("/api/webhooks", "{\"url\":\"" + endpoint.url().resolve(SECRET_PATH) + "\"}", Runs.newKey());

            // When
            model.hold(StepId.first());
            String id = client.create("Create a task management system", Runs.newKey());
            List<Frame> frames = client.follow(id, "-1", frame -> {
                model.release(StepId.first());
                return Runs.endsRun(frame);
            });

            // Then
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    isComplete(receiver, frames.getLast().sequence()))
                            .as(() -> String.join("\n", new TraceTree(receiver.spans()).lines()))
                            .isTrue());
            List<Received> spans = ofTheRequest(receiver);
            TraceTree tree = new TraceTree(spans);
            Files.createDirectories(Path.of("target"));
            Files.write(Path.of("target", "trace.txt"), tree.lines());
            assertThat(tree.roots()).singleElement().satisfies(root -> {
                assertThat(root.span().getName()).isEqualTo(REQUEST);
                assertThat(root.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
                assertThat(root.service()).isEqualTo("stepfold-gateway");
                assertThat(root.number("http.response.status_code")).isEqualTo(202);
            });
            assertThat(spans)
                    .filteredOn(one -> !one.span().getName().equals(REQUEST))
                    .allSatisfy(one -> assertThat(
                                    PARENTS.get(one.span().getName().split(" ", 2)[0]))
                            .as(one.span().getName())
                            .anySatisfy(
                                    begin -> assertThat(tree.parent(one).span().getName())
                                            .startsWith(begin)));
            assertThat(named(spans, "attempt ").stream().map(one -> one.span().getName()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(StepId.values())
                            .map(step -> "attempt " + step.wireName())
                            .toList());
            assertThat(named(spans, "chat ").stream().map(tree::parent))
                    .containsExactlyInAnyOrderElementsOf(named(spans, "attempt "));
            assertEveryAppendedEventHasItsFrameAndFold(client.history(id), spans);
            assertThat(model.asks().stream().map(PacedModel.Ask::traceparent))
                    .containsExactlyInAnyOrderElementsOf(named(spans, "chat ").stream()
                            .map(TraceIT::traceparent)
                            .toList());
            assertThat(posts(spans)).singleElement().satisfies(post -> {
                assertThat(post.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
                assertThat(post.number("stepfold.sequence"))
                        .isEqualTo(frames.getLast().sequence());
                assertThat(post.number("http.response.status_code")).isEqualTo(204);
                assertThat(endpoint.traceparents()).containsExactly(traceparent(post));
            });
            client.list(1);
            assertQueried(receiver, "GET /api/documents", QUERY);
            client.get("/api/documents/" + id + "/verify");
            assertQueried(receiver, "GET /api/documents/{id}/verify", QUERY + "/{id}");
            assertThat(receiver.spans())
                    .allSatisfy(one -> assertThat(one.span().toString())
                            .doesNotContain(SECRET_PATH)
                            .doesNotContain("task management"));
        }
    }

    /** What happened before the stream had its first frame may have been read from the topic: then it has no frame of its own. */
    private static void assertEveryAppendedEventHasItsFrameAndFold(List<RecordedEvent> history, List<Received> spans) {
        List<Long> sequences = history.stream().map(RecordedEvent::sequence).toList();
        long firstResult = history.stream()
                .filter(event -> event.event() instanceof StepResult)
                .mapToLong(RecordedEvent::sequence)
                .findFirst()
                .orElseThrow();
        assertThat(appended(spans)).isEqualTo(history.size());
        assertThat(sequences(spans, "fold ")).containsExactlyInAnyOrderElementsOf(sequences);
        assertThat(sequences(spans, "frame "))
                .doesNotHaveDuplicates()
                .isSubsetOf(sequences)
                .containsAll(sequences.subList((int) firstResult, sequences.size()));
    }

    private static List<Long> sequences(List<Received> spans, String begin) {
        return named(spans, begin).stream()
                .map(one -> one.number("stepfold.sequence"))
                .toList();
    }

    /** The projection answered a query of the gateway, which answered a call. */
    private static void assertQueried(OtlpReceiver receiver, String call, String query) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Received> spans = receiver.spans();
            TraceTree tree = new TraceTree(spans);
            Received called = spans.stream()
                    .filter(one -> one.span().getName().equals(call))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(call + " has no span yet"));
            assertThat(spans)
                    .filteredOn(one -> one.service().equals("stepfold-projection")
                            && one.span().getTraceId().equals(called.span().getTraceId()))
                    .isNotEmpty()
                    .allSatisfy(answer -> {
                        Received question = tree.parent(answer);
                        assertThat(answer.span().getName()).isEqualTo(query);
                        assertThat(answer.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
                        assertThat(question.span().getName()).isEqualTo(query);
                        assertThat(question.span().getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
                        assertThat(question.service()).isEqualTo("stepfold-gateway");
                        assertThat(tree.parent(question)).isEqualTo(called);
                    });
        });
    }

    /** What a request carries whose span this is. */
    private static String traceparent(Received one) {
        HexFormat hex = HexFormat.of();
        return "00-" + hex.formatHex(one.span().getTraceId().toByteArray()) + "-"
                + hex.formatHex(one.span().getSpanId().toByteArray()) + "-"
                + hex.toHexDigits((byte) one.span().getFlags());
    }

    private static List<Received> posts(List<Received> spans) {
        return spans.stream().filter(one -> one.span().getName().equals("POST")).toList();
    }

    private static long appended(List<Received> spans) {
        return named(spans, "append").stream()
                .mapToLong(one -> one.number("stepfold.events"))
                .sum();
    }

    private static Map<String, String> with(PacedModel model, OtlpReceiver receiver) {
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.putAll(receiver.environment());
        environment.put("STEPFOLD_WEBHOOKS_ALLOW_PRIVATE", "on");
        return environment;
    }

    private static boolean isComplete(OtlpReceiver receiver, long lastSequence) {
        List<Received> spans = ofTheRequest(receiver);
        return named(spans, "frame ").stream().anyMatch(one -> one.number("stepfold.sequence") == lastSequence)
                && appended(spans) == lastSequence + 1
                && named(spans, "fold ").size() == lastSequence + 1
                && !posts(spans).isEmpty()
                && named(spans, "chat ").size() == StepId.values().length
                && named(spans, "attempt ").size() == StepId.values().length
                && !named(spans, "send ").isEmpty()
                && new TraceTree(spans).roots().size() == 1;
    }

    private static List<Received> ofTheRequest(OtlpReceiver receiver) {
        List<Received> all = receiver.spans();
        return all.stream()
                .filter(one -> one.span().getName().equals(REQUEST))
                .findFirst()
                .map(request -> all.stream()
                        .filter(one ->
                                one.span().getTraceId().equals(request.span().getTraceId()))
                        .toList())
                .orElse(List.of());
    }

    private static List<Received> named(List<Received> spans, String begin) {
        return spans.stream()
                .filter(one -> one.span().getName().startsWith(begin))
                .toList();
    }
}
