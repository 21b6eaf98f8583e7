package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Compares everything that tells of a document: its history over HTTP, its topic and the feed over Kafka, its state at the
 * projection and at the gateway, and what a client saw that followed it. The documents are at rest by then; the feed may
 * lack their ends until their owners' next sweep.
 */
final class Auditor {
    private static final Duration PROJECTED_WITHIN = Duration.ofSeconds(60);
    private static final Duration FED_WITHIN = Duration.ofSeconds(60);
    private static final int OK = 200;

    private final Client client;
    private final Client projection;
    private final Kafka kafka;
    private Topic feed;

    /** @param projection where any projection is */
    Auditor(URI projection, Client client, Kafka kafka) {
        this.client = client;
        this.projection = new Client(projection);
        this.kafka = kafka;
        this.feed = readFeed();
    }

    /** What was found out about a document that stood up to every comparison. */
    record Audited(String documentId, List<RecordedEvent> history, DocumentState state, int fencedWrites) {}

    /**
     * Fails where any two do not tell the same.
     *
     * @param seen what a client got that began before the first event and came back with its last event id
     */
    Audited audit(String documentId, List<Frame> seen) {
        List<RecordedEvent> history = client.history(documentId);
        assertThat(Runs.recorded(all(documentId, seen, history)))
                .as("what the client of %s saw", documentId)
                .isEqualTo(history);
        Topic log = kafka.log(new DocumentId(documentId));
        assertThat(log.records())
                .extracting(record -> record.offset())
                .as("offsets of %s", documentId)
                .isEqualTo(LongStream.range(0, log.records().size()).boxed().toList());
        assertThat(log.unfenced()).as("log of %s", documentId).isEqualTo(history);
        awaitFeed(documentId, history);
        DocumentState state = Runs.fold(documentId, history);
        assertThat(projected(documentId, state.sequence()))
                .as("projection of %s", documentId)
                .isEqualTo(state);
        assertThat(client.state(documentId)).as("state of %s", documentId).isEqualTo(state);
        assertThat(state.status().isAtRest()).as("rest of %s", documentId).isTrue();
        assertNoStepTwice(history);
        return new Audited(documentId, history, state, log.fenced());
    }

    /** What was seen, and what came after that up to the last event of the history. */
    private List<Frame> all(String documentId, List<Frame> seen, List<RecordedEvent> history) {
        long last = history.getLast().sequence();
        List<Frame> frames = new ArrayList<>(seen);
        if (frames.getLast().sequence() < last) {
            frames.addAll(client.follow(documentId, frames.getLast().id(), frame -> frame.sequence() >= last));
        }
        return frames;
    }

    /** A client that reads the log may be ahead of the feed. */
    private void awaitFeed(String documentId, List<RecordedEvent> history) {
        await().atMost(FED_WITHIN).pollDelay(Duration.ZERO).pollInSameThread().untilAsserted(() -> {
            if (feed.ofDocument(documentId).size() < history.size()) {
                feed = readFeed();
            }
            assertThat(feed.ofDocument(documentId)).as("feed of %s", documentId).isEqualTo(history);
        });
    }

    private Topic readFeed() {
        return kafka.read(KafkaNames.DEFAULT.stepEvents());
    }

    private DocumentState projected(String documentId, long sequence) {
        HttpResponse<String> answer = await().atMost(PROJECTED_WITHIN)
                .until(
                        () -> projection.get("/documents/" + documentId),
                        found -> found.statusCode() == OK
                                && new Frame("", "", found.body()).state().sequence() >= sequence);
        return new Frame("", "", answer.body()).state();
    }

    private static void assertNoStepTwice(List<RecordedEvent> history) {
        record Completed(String runId, StepId step) {}
        Set<Completed> completed = new HashSet<>();
        for (RecordedEvent event : history) {
            if (event.event() instanceof AgentStep.Complete complete) {
                assertThat(completed.add(new Completed(event.runId().value(), complete.step())))
                        .as("%s completed a step a second time: %s", event.documentId(), event)
                        .isTrue();
            }
        }
    }
}
