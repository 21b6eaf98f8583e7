package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.system.PacedModel.Ask;
import dev.stepfold.localstack.system.PacedModel.Reply;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.RunStatus;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is published about Stepfold's interfaces is what the real processes send and write: JSON Schemas, CloudEvents, and the
 * clients that are generated from {@code /openapi.yaml}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ContractIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The document that everything happens to, until it is erased. */
    private static final String LIVED = "lived";

    private static final String LIVED_REQUEST = "Create a library";

    /** Has a topic all the time: its first step takes longer than the tests. */
    private static final String SLOW = "slow";

    /** Goes to the archive, and stays there. */
    private static final String ARCHIVED = "archived";

    private PacedModel model;
    private RunningStack stack;
    private Client client;
    private Kafka kafka;
    private List<Frame> frames;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws Exception {
        model = PacedModel.start(ContractIT::reply);
        Map<String, String> environment = new HashMap<>(model.environment());
        environment.put("STEPFOLD_ARCHIVE_AFTER", "2s");
        stack = RunningStack.start(temporary, RunningStack.freePorts(), environment);
        client = new Client(stack.baseUrl());
        kafka = new Kafka(stack.bootstrapServers());
        frames = live();
        GeneratedClients.generate(client.get("/openapi.yaml").body());
    }

    @AfterAll
    void stop() {
        kafka.close();
        stack.close();
        model.close();
    }

    private static Reply reply(Ask ask, int earlier) {
        if (ask.request().equals(SLOW)) {
            return new Reply(200, Duration.ofMinutes(10));
        }
        boolean fails = ask.request().equals(LIVED_REQUEST) && earlier == 0;
        int status = switch (ask.step()) {
            case PROMPT_UNDERSTANDING -> fails ? 503 : 200;
            case TECHNICAL_ANALYSIS -> fails ? 400 : 200;
            default -> 200;
        };
        return new Reply(status, Duration.ZERO);
    }

    /** All that can happen to a document, and the frames that tell of it. */
    private List<Frame> live() throws Exception {
        try (ExecutorService watching = Executors.newVirtualThreadPerTaskExecutor()) {
            create(SLOW, SLOW);
            create(ARCHIVED, "Create a task management system");
            model.hold(StepId.DECISION_MAKING);
            create(LIVED, LIVED_REQUEST);
            Future<List<Frame>> watched = watching.submit(
                    () -> client.follow(LIVED, "-1", frame -> frame.data().contains("\"erased\"")));
            awaitAsked(StepId.DECISION_MAKING, 1);
            command("pause", "{}");
            awaitStatus(RunStatus.PAUSED);
            model.release(StepId.DECISION_MAKING);
            command("resume", "{}");
            awaitStatus(RunStatus.FAILED);
            command("retry", "{}");
            awaitStatus(RunStatus.COMPLETED);

            model.hold(StepId.SCHEDULE_GENERATION);
            command("restart", "{\"step\":\"schedule-generation\"}");
            awaitAsked(StepId.SCHEDULE_GENERATION, 2);
            command("cancel", "{}");
            awaitStatus(RunStatus.CANCELLED);
            model.release(StepId.SCHEDULE_GENERATION);
            kafka.send(lateCancel());
            client.follow(LIVED, "-1", ContractIT::isArchived);
            command("runs", "{\"request\":\"Add a due date to tasks\",\"options\":{\"generator\":\"built-in\"}}");
            awaitStatus(RunStatus.COMPLETED);

            List<Frame> all = new ArrayList<>(client.follow(LIVED, null, frame -> frame.is("snapshot")));
            all.addAll(client.follow(LIVED, "999999", frame -> frame.is("snapshot")));
            assertThat(client.erase(LIVED)).isEqualTo(202);
            all.addAll(watched.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            return all;
        }
    }

    @Test
    void everyFrameIsAsItsJsonSchemaHasIt() {
        Set<String> notEvents = Set.of("snapshot", "reset");
        Set<EventType> seen = new HashSet<>();
        for (Frame frame : frames) {
            assertThat(PublishedSchemas.problems(schemaOf(frame), frame.data()))
                    .as(frame.data())
                    .isEmpty();
            if (!notEvents.contains(frame.event())) {
                seen.add(EventType.of(frame.recorded().event()));
            }
        }

        assertThat(seen).containsExactlyInAnyOrder(EventType.values());
        assertThat(frames).extracting(Frame::event).containsAll(notEvents);
    }

    @Test
    void theOtherRecordsAreAsTheirJsonSchemasHaveThemAndNoCloudEvents() {
        KafkaNames names = KafkaNames.DEFAULT;
        awaitArchived();

        assertAreValid("command", names.commands());
        assertAreValid("archived-log", names.documentArchive());
        assertAreValid("archive-place", names.archivedDocuments());
    }

    @Test
    void theCloudEventsSdkReadsEveryEventOfEveryTopic() throws Exception {
        // Given
        Topic feed = kafka.read(KafkaNames.DEFAULT.stepEvents());
        Set<String> documents = kafka.documentTopics();
        ConsumerRecord<String, byte[]> archived = awaitArchived();

        // Then
        try (CloudEventDeserializer sdk = new CloudEventDeserializer()) {
            assertThat(documents).contains(KafkaNames.DEFAULT.document(new DocumentId(SLOW)));
            for (String document : documents) {
                kafka.read(document).records().forEach(record -> assertIsEvent(sdk, record.headers(), record.value()));
            }
            for (ArchivedRecord record :
                    JsonCodec.ARCHIVED_LOGS.decode(archived.value()).records()) {
                assertIsEvent(
                        sdk,
                        headers(record),
                        Objects.requireNonNull(record.value()).bytes());
            }
            int erased = 0;
            for (ConsumerRecord<String, byte[]> record : feed.records()) {
                if (record.value() == null) {
                    erased++;
                    CloudEvent tombstone = sdk.deserialize(record.topic(), record.headers(), record.value());
                    assertThat(tombstone.getType()).isEqualTo(CloudEventHeaders.ERASED_TYPE);
                    assertThat(tombstone.getSubject()).isEqualTo(record.key());
                    assertThat(tombstone.getData()).isNull();
                } else {
                    assertIsEvent(sdk, record.headers(), record.value());
                }
            }
            assertThat(erased).isPositive();
        }
    }

    @Test
    void aGeneratedTypeScriptClientBuildsAnAgent() throws Exception {
        assertHasWhatGetAnswers(GeneratedClients.runTypeScript(stack.baseUrl()));
    }

    @Test
    void aGeneratedJavaClientBuildsAnAgent() throws Exception {
        assertHasWhatGetAnswers(GeneratedClients.runJava(stack.baseUrl()));
    }

    private static String schemaOf(Frame frame) {
        return switch (frame.event()) {
            case "snapshot" -> "state";
            case "reset" -> "stream-notice";
            default -> "event";
        };
    }

    private void assertAreValid(String schema, String topic) {
        List<ConsumerRecord<String, byte[]>> records = kafka.read(topic).records();

        assertThat(records).isNotEmpty().allSatisfy(record -> {
            assertThat(record.headers().lastHeader(CloudEventHeaders.SPEC_VERSION))
                    .isNull();
            if (record.value() != null) {
                assertThat(PublishedSchemas.problems(schema, record.value())).isEmpty();
            }
        });
    }

    private static void assertIsEvent(CloudEventDeserializer sdk, Headers headers, byte[] value) {
        CloudEvent read = sdk.deserialize("", headers, value);
        JsonNode event = Client.json(new String(value, StandardCharsets.UTF_8));
        String documentId = event.path("documentId").asText();
        String sequence = event.path("sequence").asText();

        assertThat(read.getId()).isEqualTo(documentId + ":" + sequence);
        assertThat(read.getSource()).hasToString(CloudEventHeaders.SOURCE_ORCHESTRATOR);
        assertThat(read.getType()).isEqualTo(event.path("type").asText());
        assertThat(read.getSubject()).isEqualTo(documentId);
        assertThat(Objects.requireNonNull(read.getTime()).toInstant())
                .isEqualTo(Instant.parse(event.path("timestamp").asText()));
        assertThat(read.getExtension("sequence")).isEqualTo(sequence);
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        assertThat(Objects.requireNonNull(read.getData()).toBytes()).isEqualTo(value);
    }

    private static Headers headers(ArchivedRecord record) {
        Headers headers = new RecordHeaders();
        record.headers()
                .forEach(header -> headers.add(
                        header.name(), Objects.requireNonNull(header.value()).bytes()));
        return headers;
    }

    /** What a client has of a document that it built and did not lose anything of on its way through its types. */
    private void assertHasWhatGetAnswers(String printed) {
        JsonNode has = Client.json(printed);
        JsonNode state = has.path("state");
        String path = "/api/documents/" + state.path("documentId").asText();
        String sequence = state.path("sequence").asText();

        assertThat(state.path("status").asText()).isEqualTo("completed");
        assertThat(has.at("/applied/outcome").asText()).isEqualTo("applied");
        assertThat(has.at("/refused/code").asText()).isEqualTo("run-not-active");
        assertSame(state, path + "?at=" + sequence);
        assertSame(has.path("history"), path + "/history?to=" + sequence);
        assertSame(has.path("agent"), path + "/agent");
        assertSame(has.path("tools"), path + "/agent?format=mcp");
        assertSame(has.path("advice"), path + "/resume");
        List<JsonNode> followed = events(withoutNulls(has.path("followed")));
        List<JsonNode> history = events(withoutNulls(has.path("history")));
        assertThat(followed.size()).isBetween(history.size() / 2, history.size());
        assertThat(followed.equals(history.subList(0, followed.size())))
                .as("%s is not what it followed: %s", history, followed)
                .isTrue();
    }

    private static List<JsonNode> events(JsonNode array) {
        List<JsonNode> events = new ArrayList<>();
        array.forEach(events::add);
        return events;
    }

    private void assertSame(JsonNode has, String path) {
        JsonNode answered = withoutNulls(Client.json(client.get(path).body()));
        JsonNode had = withoutNulls(has);

        assertThat(had.equals(ContractIT::compare, answered))
                .as("%s is%n%s%nand%n%s", path, answered, had)
                .isTrue();
    }

    /** Null and absent are the same. */
    private static JsonNode withoutNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        json.forEach(ContractIT::withoutNulls);
        return json;
    }

    /** Languages write numbers and times each in their own way: 2 and 2.0, with milliseconds or without. */
    private static int compare(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        if (left.isTextual() && right.isTextual() && !left.equals(right)) {
            try {
                return Instant.parse(left.textValue()).compareTo(Instant.parse(right.textValue()));
            } catch (DateTimeParseException _) {
                return 1;
            }
        }
        return left.equals(right) ? 0 : 1;
    }

    private void create(String id, String request) {
        ObjectNode body =
                ContractMapper.mapper().createObjectNode().put("documentId", id).put("request", request);
        client.create(body, Runs.newKey());
    }

    private void command(String command, String body) {
        client.control(LIVED, command, body, Runs.newKey());
    }

    /** Of a run that is over. */
    private Command lateCancel() {
        DocumentState state = client.state(LIVED);
        return new Command.Cancel(
                state.documentId(),
                new CommandId(Runs.newKey()),
                Objects.requireNonNull(state.owner()),
                Instant.now(),
                state.runId());
    }

    private void awaitStatus(RunStatus status) {
        await().atMost(PATIENCE).until(() -> client.state(LIVED).status() == status);
    }

    private void awaitAsked(StepId step, int times) {
        await().atMost(PATIENCE)
                .until(() -> model.asks().stream()
                                .filter(ask ->
                                        ask.step() == step && ask.request().equals(LIVED_REQUEST))
                                .count()
                        >= times);
    }

    private static boolean isArchived(Frame frame) {
        return frame.is("document-archive") && frame.recorded().event() instanceof DocumentArchive.Archived;
    }

    private ConsumerRecord<String, byte[]> awaitArchived() {
        return await().atMost(PATIENCE)
                .pollInSameThread()
                .until(
                        () -> kafka.read(KafkaNames.DEFAULT.documentArchive()).latest(new DocumentId(ARCHIVED)),
                        Optional::isPresent)
                .orElseThrow();
    }
}
