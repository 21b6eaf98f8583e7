package dev.stepfold.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.SharedTopics;
import dev.stepfold.documentlog.TopicLayout;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.testkit.SharedBroker;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Kafka has of a document is not what the projection folded: its topic lost its end, or the feed did. The topic is
 * cut by deleting it and creating it with fewer records.
 */
class HealingTest {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static StepEvents feed;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static DocumentLogs logs;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path dataDir;

    private final String id = UUID.randomUUID().toString();
    private final EventStory whole = EventStory.of(id).wholeRun("Create a clinic");

    @BeforeAll
    static void connect() throws Exception {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, BROKER.bootstrapServers()))) {
            SharedTopics.ensure(admin, KafkaNames.DEFAULT, new TopicLayout(RunningProjection.PARTITIONS, (short) 1));
        }
        feed = new StepEvents(BROKER.bootstrapServers());
        logs = new DocumentLogs(BROKER.bootstrapServers());
    }

    @AfterAll
    static void disconnect() {
        logs.close();
        feed.close();
    }

    @Test
    void readsFromTheLogWhatTheFeedSkips() throws Exception {
        // Given
        logs.write(whole.documentId(), whole.records());
        try (RunningProjection projection = started()) {
            feed.write(whole.records().subList(0, 5));

            // When
            feed.write(whole.records().subList(12, 13));

            // Then
            projection.awaitState(whole);
            assertThat(refolds(projection, "hole")).isEqualTo("1.0");
        }
    }

    @Test
    void followsALogThatWasCutWhileItWasAway() throws Exception {
        // Given
        EventStory cut = whole.cutAfter(10);
        logs.write(whole.documentId(), whole.records());
        feed.write(whole.records());
        try (RunningProjection projection = started()) {
            projection.awaitState(whole);
            awaitListed(projection, "\"status\":\"completed\"");
        }

        // When
        logs.replace(whole.documentId(), cut.records());

        // Then
        try (RunningProjection projection = started()) {
            projection.awaitState(cut);
            awaitListed(projection, "\"status\":\"running\"", "\"sequence\":10");

            // And when
            cut.retrying(StepId.DATABASE_GENERATION);
            logs.append(cut.records().subList(11, 12));
            feed.write(cut.records().subList(11, 12));

            // Then
            projection.awaitState(cut);
            assertThat(refolds(projection, "log-shorter")).isEqualTo("1.0");
        }
    }

    @Test
    void findsWhatTheFeedNeverHad() throws Exception {
        // Given
        EventStory unknown = EventStory.of(UUID.randomUUID().toString()).wholeRun("Create a shop");
        logs.write(whole.documentId(), whole.records());
        logs.write(unknown.documentId(), unknown.records());
        feed.write(whole.records().subList(0, 7));

        // When
        try (RunningProjection projection = started()) {

            // Then
            projection.awaitState(whole);
            projection.awaitState(unknown);
        }
    }

    @Test
    void keepsTheStateOfADocumentWhoseLogIsEmptyAndSaysSo() throws Exception {
        // Given
        logs.write(whole.documentId(), whole.records());
        feed.write(whole.records());
        logs.replace(whole.documentId(), whole.records().subList(0, 0));

        // When
        try (RunningProjection projection = started()) {

            // Then
            Waiting.await()
                    .untilAsserted(() -> assertThat(metric(projection, "stepfold_projection_logs_empty_total"))
                            .isEqualTo("1.0"));
            projection.awaitState(whole);
        }
    }

    @Test
    void servesNoStateThatAnEarlierVersionFolded() throws Exception {
        // Given
        logs.write(whole.documentId(), whole.records());
        feed.write(whole.records());
        try (RunningProjection projection = started()) {
            projection.awaitState(whole);
        }
        List<RecordedEvent> events = whole.events();
        DocumentState lacking = DocumentFold.fold(whole.documentId(), List.of(events.getFirst(), events.getLast()));

        // When
        feed.writeStored(id, JsonCodec.STATES.encode(lacking));

        // Then
        try (RunningProjection projection = started()) {
            HttpResponse<byte[]> first = projection.get("/documents/" + id);
            assertThat(new String(first.body(), UTF_8)).contains("an earlier version folded this state");
            projection.awaitState(whole);
            assertThat(refolds(projection, "earlier-fold")).isEqualTo("1.0");
        }
    }

    private RunningProjection started() {
        RunningProjection projection = RunningProjection.start(BROKER.bootstrapServers(), dataDir);
        projection.awaitReady();
        return projection;
    }

    /** The list has a store of its own, which is written after that of the states. */
    private void awaitListed(RunningProjection projection, String... members) {
        Awaitility.await().untilAsserted(() -> assertThat(listed(projection)).contains(members));
    }

    private String listed(RunningProjection projection) throws Exception {
        String list = new String(projection.get("/documents?limit=100").body(), UTF_8);
        int at = list.indexOf(id);
        assertThat(at).isNotNegative();
        return list.substring(at, list.indexOf('}', at));
    }

    private static String refolds(RunningProjection projection, String cause) {
        return metric(projection, "stepfold_projection_refolds_total{cause=\"" + cause + "\"}");
    }

    private static String metric(RunningProjection projection, String name) {
        return new String(projection.get("/prometheus").body(), UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse("none");
    }
}
