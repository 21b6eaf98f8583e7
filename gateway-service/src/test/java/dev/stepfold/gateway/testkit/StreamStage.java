package dev.stepfold.gateway.testkit;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The real gateway over real HTTP and a real broker, with an orchestrator and a projection that do what a test says; for each
 * test a document of its own, a run that happens to it, and clients of its stream.
 */
@Timeout(120)
public abstract class StreamStage {
    @RegisterExtension
    protected static final SharedBroker BROKER = new SharedBroker();

    protected static Gateway gateway;
    protected static FakeOrchestrator orchestrator;
    protected static FakeProjection projection;

    protected final DocumentId document = new DocumentId(UUID.randomUUID().toString());

    /** Where the document is found. */
    protected final String path = "/api/documents/" + document;

    @BeforeAll
    protected static void start() {
        projection = new FakeProjection();
        gateway = new Gateway(
                        BROKER.bootstrapServers(),
                        Map.of("stepfold.projection-url", projection.uri().toString(), "stepfold.heartbeat", "200ms"))
                .awaitReady();
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
    }

    @AfterAll
    protected static void stop() {
        orchestrator.close();
        gateway.close();
        projection.close();
    }

    @AfterEach
    protected final void leavesNoStreamBehind() {
        Awaitility.await().until(() -> gateway.streams() == 0);
    }

    /** The 20 events of the document's run. */
    protected final List<RecordedEvent> run() {
        return SampleRun.from(document, 0, SampleRun.complete());
    }

    /** The document is created, and the events before {@code end} of its run happen. */
    protected final void begins(int end) {
        begins(run().subList(0, end));
    }

    /** The document is created, and these events happen; the gateway has seen them when this returns. */
    protected final void begins(List<RecordedEvent> events) {
        orchestrator.createTopic(document);
        orchestrator.happen(events);
        gateway.awaitRelayed(events.getLast());
    }

    /** The events of the run from {@code first} up to {@code end}, which is excluded, happen. */
    protected final void goesOn(int first, int end) {
        orchestrator.happen(run().subList(first, end));
    }

    /** A client of the document's stream; {@code lastEventId} null for a first connect. */
    protected final SseClient connect(@Nullable String lastEventId) {
        return SseClient.connect(events(), lastEventId);
    }

    /** A client that connects for the first time, with something to say in the query. */
    protected final SseClient connectWith(String query) {
        return SseClient.connect(URI.create(events() + "?" + query), null);
    }

    private URI events() {
        return gateway.uri(path + "/events");
    }

    /** The ids of the next {@code count} frames. */
    protected static List<String> ids(SseClient client, int count) {
        return client.names(count).stream()
                .map(name -> name.substring(name.indexOf(':') + 1))
                .toList();
    }

    /** The ids from {@code first} up to {@code end}, which is excluded. */
    protected static List<String> ids(long first, long end) {
        return LongStream.range(first, end).mapToObj(Long::toString).toList();
    }
}
