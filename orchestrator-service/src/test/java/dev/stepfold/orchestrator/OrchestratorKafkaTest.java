package dev.stepfold.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.DeadLetter;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.ErrorKind;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.RejectionCode;
import dev.stepfold.schemas.event.RunError;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.RunStatus;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole service against a real broker: commands in, events out. */
@ExtendWith(KafkaClusterExtension.class)
class OrchestratorKafkaTest {
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    private static final Duration LONG = Duration.ofSeconds(60);

    @SuppressWarnings("NullAway.Init") // set by the extension
    static KafkaCluster cluster;

    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private EmbeddedServer server;
    private Producer<String, byte[]> producer;

    @BeforeEach
    void start() {
        server = startService();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.getBootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
        server.stop();
    }

    @Test
    void runsAllSixStepsAndForwardsEveryEvent() {
        send(startRun("Create a shop"));

        awaitStatus(RunStatus.COMPLETED);

        List<ConsumerRecord<String, byte[]>> log = read(Topics.document(documentId));
        List<ConsumerRecord<String, byte[]>> feed = read(Topics.STEP_EVENTS);
        assertThat(events(log)).isEqualTo(events(feed));
        assertThat(log).allSatisfy(record -> {
            assertThat(header(record, CloudEventHeaders.SEQUENCE)).isEqualTo(Long.toString(record.offset()));
            assertThat(header(record, CloudEventHeaders.SUBJECT)).isEqualTo(documentId.value());
            assertThat(header(record, Traceparent.HEADER)).isEqualTo(TRACE.value());
        });
        for (StepId step : StepId.values()) {
            assertThat(generator().finished("Create a shop", step)).isEqualTo(1);
        }
    }

    @Test
    void retriesAFailedAttemptUntilItSucceeds() {
        send(startRun("Create a shop fail=2"));

        awaitStatus(RunStatus.COMPLETED);

        assertThat(generator().finished("Create a shop fail=2", StepId.TECHNICAL_ANALYSIS))
                .isEqualTo(1);
    }

    @Test
    void keepsAResultThatIsAlmostTooLargeForTheLog() {
        send(startRun("Create a shop size=890000"));

        awaitStatus(RunStatus.COMPLETED);

        assertThat(read(Topics.document(documentId)))
                .anySatisfy(record -> assertThat(record.serializedValueSize()).isGreaterThan(890_000));
    }

    @Test
    void failsAStepForGoodWhoseResultIsTooLargeForTheLog() {
        send(startRun("Create a shop size=910000"));

        awaitStatus(RunStatus.FAILED);

        RunError error = Objects.requireNonNull(DocumentFold.fold(documentId, events(read(Topics.document(documentId))))
                .error());
        assertThat(error.kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(error.message()).contains("900000 bytes compressed");
        assertThat(error.attempt()).isEqualTo(1);
    }

    @Test
    void goesOnFromTheLastCompletedStepAfterARestartInTheMiddle() {
        String request = "Create a shop hold=restart";
        send(startRun(request));
        await().atMost(LONG)
                .until(() -> server.getApplicationContext()
                                .getBean(ScriptedGenerator.class)
                                .finished(request, StepId.DECISION_MAKING)
                        == 1);

        server.stop();
        server = startService();
        generator().letGo("restart");

        awaitStatus(RunStatus.COMPLETED);
        assertThat(generator().finished(request, StepId.DECISION_MAKING)).isZero();
        assertThat(generator().finished(request, StepId.TECHNICAL_ANALYSIS)).isEqualTo(1);
        assertThat(events(read(Topics.document(documentId))))
                .isEqualTo(withoutRepeats(events(read(Topics.STEP_EVENTS))));
    }

    @Test
    void answersACommandThatIsDeliveredTwiceOnce() {
        send(startRun("Create a shop"));
        send(startRun("Create a shop"));

        awaitStatus(RunStatus.COMPLETED);

        assertThat(generator().finished("Create a shop", StepId.PROMPT_UNDERSTANDING))
                .isEqualTo(1);
    }

    @Test
    void cancelsAStepInFlight() {
        send(startRun("Create a shop hold=for-ever"));
        await().atMost(LONG)
                .until(() -> generator().finished("Create a shop hold=for-ever", StepId.DECISION_MAKING) == 1);

        send(new Command.Cancel(documentId, new CommandId("cancel-" + documentId), Owner.LOCAL, Instant.now(), null));

        awaitStatus(RunStatus.CANCELLED);
    }

    @Test
    void erasesADocumentInTheMiddleOfAStepAndMakesItAnew() {
        // Given
        String request = "Create a shop hold=erased-" + documentId;
        send(startRun(request));
        await().atMost(LONG).until(() -> generator().finished(request, StepId.DECISION_MAKING) == 1);

        // When
        send(erase("erase-1"));

        // Then
        await().atMost(LONG).until(() -> tombstones(Topics.STEP_EVENTS) == 1);
        assertThat(tombstones(Topics.DOCUMENT_ARCHIVE)).isEqualTo(1);
        assertThat(exists(Topics.document(documentId))).isFalse();

        // When
        send(startRun("Create a library"));

        // Then
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(DocumentFold.fold(documentId, events(read(Topics.document(documentId))))
                                .status())
                        .isEqualTo(RunStatus.COMPLETED));
        assertThat(events(read(Topics.document(documentId))).getFirst().sequence())
                .isZero();
        assertThat(generator().finished(request, StepId.TECHNICAL_ANALYSIS)).isZero();
    }

    @Test
    void finishesAnErasureAfterARestartBetweenTheDeletionAndTheTombstone() throws Exception {
        // Given
        String request = "Create a shop hold=restart-" + documentId;
        send(startRun(request));
        await().atMost(LONG).until(() -> generator().finished(request, StepId.DECISION_MAKING) == 1);
        server.stop();
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(Topics.document(documentId))).all().get();
            commitPastTheFirstCommandOfEveryPartition(admin);
        }

        // When
        send(erase("erase-1"));
        server = startService();

        // Then
        await().atMost(LONG).until(() -> tombstones(Topics.STEP_EVENTS) == 1);
        assertThat(exists(Topics.document(documentId))).isFalse();
        assertThat(generator().finished(request, StepId.PROMPT_UNDERSTANDING)).isZero();
    }

    @Test
    void leavesADocumentToItsOwner() {
        send(startRun("Create a shop"));
        awaitStatus(RunStatus.COMPLETED);

        send(new Command.Erase(documentId, new CommandId("erase-1"), new Owner("mallory"), Instant.now()));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(events(read(Topics.document(documentId))))
                        .last()
                        .satisfies(event -> assertThat(event.event())
                                .isInstanceOfSatisfying(
                                        CommandRejected.class,
                                        rejected -> assertThat(rejected.code()).isEqualTo(RejectionCode.NOT_OWNER))));
    }

    private Command erase(String commandId) {
        return new Command.Erase(documentId, new CommandId(commandId), Owner.LOCAL, Instant.now());
    }

    /** As the owner does before it deletes a topic: what came before the erasure is finished. */
    private static void commitPastTheFirstCommandOfEveryPartition(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        TopicDescription commands = Objects.requireNonNull(admin.describeTopics(List.of(Topics.COMMANDS))
                .allTopicNames()
                .get()
                .get(Topics.COMMANDS));
        for (TopicPartitionInfo partition : commands.partitions()) {
            latest.put(new TopicPartition(Topics.COMMANDS, partition.partition()), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        admin.listOffsets(latest)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end.offset())));
        await().atMost(LONG).ignoreExceptions().until(() -> {
            admin.alterConsumerGroupOffsets("stepfold-orchestrator", ends).all().get();
            return true;
        });
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", cluster.getBootstrapServers()));
    }

    private long tombstones(String topic) {
        return read(topic).stream()
                .filter(record -> documentId.value().equals(record.key()) && record.value() == null)
                .count();
    }

    private static boolean exists(String topic) {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void setsAnUnreadableCommandAsideAndGoesOn() {
        var _ = producer.send(new ProducerRecord<>(
                Topics.COMMANDS, documentId.value(), "{\"type\":\"dance\"}".getBytes(StandardCharsets.UTF_8)));
        send(startRun("Create a shop"));

        awaitStatus(RunStatus.COMPLETED);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(read(Topics.DEAD_LETTERS)).anySatisfy(letter -> {
                    assertThat(header(letter, DeadLetter.REASON)).isEqualTo("unknown-type");
                    assertThat(header(letter, DeadLetter.KEY)).isEqualTo(documentId.value());
                }));
    }

    private EmbeddedServer startService() {
        EmbeddedServer started = ApplicationContext.run(
                EmbeddedServer.class,
                Map.of(
                        "kafka.bootstrap.servers",
                        cluster.getBootstrapServers(),
                        "micronaut.server.port",
                        -1,
                        "stepfold.generator",
                        ScriptedGenerator.NAME,
                        "stepfold.instance",
                        "test"));
        await().atMost(LONG)
                .until(() -> started.getApplicationContext()
                        .getBean(Orchestrator.class)
                        .isJoined());
        return started;
    }

    private ScriptedGenerator generator() {
        return server.getApplicationContext().getBean(ScriptedGenerator.class);
    }

    private Command.StartRun startRun(String request) {
        return new Command.StartRun(
                documentId,
                new CommandId("start-" + documentId),
                Owner.LOCAL,
                Instant.now(),
                new RunId("run-1"),
                request,
                true,
                null,
                new RunOptions(
                        true,
                        true,
                        null,
                        new RetryPolicy(4, Duration.ofMillis(10), Duration.ofMillis(50), 2, Duration.ofMinutes(1)),
                        null));
    }

    private void send(Command command) {
        var _ = producer.send(Records.ofCommand(command, TRACE));
        producer.flush();
    }

    private void awaitStatus(RunStatus status) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                DocumentFold.fold(documentId, withoutRepeats(events(read(Topics.STEP_EVENTS))))
                                        .status())
                        .isEqualTo(status));
    }

    private List<RecordedEvent> events(List<ConsumerRecord<String, byte[]>> records) {
        List<RecordedEvent> events = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.value() == null) {
                continue;
            }
            try {
                RecordedEvent event = JsonCodec.EVENTS.decode(record.value());
                if (event.documentId().equals(documentId)) {
                    events.add(event);
                }
            } catch (dev.stepfold.schemas.codec.UnreadableException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }

    private static List<RecordedEvent> withoutRepeats(List<RecordedEvent> events) {
        List<RecordedEvent> kept = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (kept.isEmpty() || event.sequence() > kept.getLast().sequence()) {
                kept.add(event);
            }
        }
        return kept;
    }

    private List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.getBootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
