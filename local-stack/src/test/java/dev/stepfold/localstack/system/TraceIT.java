package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.system.OtlpReceiver.Received;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run in one trace, from the request to the last frame, through the real processes and a receiver of OTLP. */
class TraceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REQUEST = "POST /api/documents";

    /** By the first word of its name, what the parent's name begins with. */
    private static final Map<String, String> PARENTS = Map.of(
            "send", REQUEST,
            "decide", "send stepfold.commands",
            "append", "decide",
            "attempt", "decide",
            "chat", "attempt",
            "frame", "append");

    @Test
    void followsARunFromItsRequestToEachFrame(@TempDir Path temporary) throws Exception {
        try (PacedModel model = PacedModel.start(Duration.ofMillis(200));
                OtlpReceiver receiver = OtlpReceiver.start();
                RunningStack stack = RunningStack.start(temporary, RunningStack.freePorts(), with(model, receiver))) {
            Client client = new Client(stack.baseUrl());

            // When
            String id = client.create("Create a task management system", Runs.newKey());
            List<Frame> frames = client.follow(id, "-1", Runs::endsRun);

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
                    .allSatisfy(one -> assertThat(tree.parent(one).span().getName())
                            .as(one.span().getName())
                            .startsWith(PARENTS.get(one.span().getName().split(" ", 2)[0])));
            assertThat(named(spans, "attempt ").stream().map(one -> one.span().getName()))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(StepId.values())
                            .map(step -> "attempt " + step.wireName())
                            .toList());
            assertThat(named(spans, "chat ").stream().map(tree::parent))
                    .containsExactlyInAnyOrderElementsOf(named(spans, "attempt "));
            assertEveryAppendedEventHasItsFrame(client.history(id), spans);
        }
    }

    private static void assertEveryAppendedEventHasItsFrame(List<RecordedEvent> history, List<Received> spans) {
        assertThat(appended(spans)).isEqualTo(history.size());
        assertThat(named(spans, "frame ").stream().map(one -> one.number("stepfold.sequence")))
                .containsExactlyInAnyOrderElementsOf(
                        history.stream().map(RecordedEvent::sequence).toList());
    }

    private static long appended(List<Received> spans) {
        return named(spans, "append").stream()
                .mapToLong(one -> one.number("stepfold.events"))
                .sum();
    }

    private static Map<String, String> with(PacedModel model, OtlpReceiver receiver) {
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.putAll(receiver.environment());
        return environment;
    }

    private static boolean isComplete(OtlpReceiver receiver, long lastSequence) {
        List<Received> spans = ofTheRequest(receiver);
        return named(spans, "frame ").stream().anyMatch(one -> one.number("stepfold.sequence") == lastSequence)
                && appended(spans) == lastSequence + 1
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
