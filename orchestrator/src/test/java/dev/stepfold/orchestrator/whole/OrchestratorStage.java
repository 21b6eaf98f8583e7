package dev.stepfold.orchestrator.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.orchestrator.ArchiveSettings;
import dev.stepfold.orchestrator.Orchestrator;
import dev.stepfold.orchestrator.OrchestratorSettings;
import dev.stepfold.orchestrator.ScriptedGenerator;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.Owner;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.command.RetryPolicy;
import dev.stepfold.schemas.command.RunOptions;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.RunStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The whole orchestrator against a real broker, with one document: commands in, events out. */
final class OrchestratorStage implements AutoCloseable {
    static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    static final Duration LONG = Duration.ofSeconds(60);

    private final Map<String, Object> connection;
    private final ArchiveSettings archive;
    private final DocumentId documentId = new DocumentId(UUID.randomUUID().toString());
    private final Producer<String, byte[]> producer;
    private ScriptedGenerator generator = new ScriptedGenerator();
    private Orchestrator orchestrator;

    /** Starts an orchestrator, and waits until it has joined the group. */
    OrchestratorStage(String bootstrapServers, ArchiveSettings archive) {
        this(Map.of("bootstrap.servers", bootstrapServers), archive);
    }

    /** As above, with these settings of Kafka's clients. */
    OrchestratorStage(Map<String, Object> connection, ArchiveSettings archive) {
        this.connection = connection;
        this.archive = archive;
        this.producer = new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer());
        this.orchestrator = joined();
    }

    /** Starts it again, with a new generator, whose counts are zero. */
    void startOrchestrator() {
        generator = new ScriptedGenerator();
        orchestrator = joined();
    }

    void stopOrchestrator() {
        orchestrator.close();
    }

    private Orchestrator joined() {
        OrchestratorSettings settings = OrchestratorSettings.DEFAULT
                .withGenerator(ScriptedGenerator.NAME)
                .withInstance("test");
        Orchestrator started = new Orchestrator(KafkaConnection.of(connection), settings, archive, List.of(generator));
        started.start();
        await().atMost(LONG).until(started::isJoined);
        return started;
    }

    /** What keeps the orchestrator from Kafka now. */
    Optional<String> problem() {
        return orchestrator.problem();
    }

    DocumentId documentId() {
        return documentId;
    }

    Producer<String, byte[]> producer() {
        return producer;
    }

    Admin admin() {
        return Admin.create(connection);
    }

    ScriptedGenerator generator() {
        return generator;
    }

    /** A start of a new document, whose attempts are retried almost at once. */
    Command.StartRun startRun(String request) {
        return startRun(documentId, request);
    }

    Command.StartRun startRun(DocumentId document, String request) {
        return new Command.StartRun(
                document,
                new CommandId("start-" + document),
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

    Command.StartRun changeRequest(String request) {
        return new Command.StartRun(
                documentId,
                new CommandId("change-" + documentId),
                Owner.LOCAL,
                Instant.now(),
                new RunId("run-2"),
                request,
                false,
                null,
                RunOptions.DEFAULT);
    }

    Command erase(String commandId) {
        return new Command.Erase(documentId, new CommandId(commandId), Owner.LOCAL, Instant.now());
    }

    Command archive(String commandId) {
        return new Command.Archive(documentId, new CommandId(commandId), Owner.LOCAL, Instant.now());
    }

    void send(Command command) {
        var _ = producer.send(Records.ofCommand(KafkaNames.DEFAULT, command, TRACE));
        producer.flush();
    }

    void awaitStatus(RunStatus status) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(
                                DocumentFold.fold(documentId, forwarded()).status())
                        .isEqualTo(status));
    }

    /** The events of the document's topic. */
    List<RecordedEvent> log() {
        return events(read(KafkaNames.DEFAULT.document(documentId)));
    }

    /** The document's events, wherever they are kept. */
    List<RecordedEvent> history() {
        return linkedHistory().stream().map(EncodedEvent::event).toList();
    }

    /** The document's records that count, with their links. */
    List<EncodedEvent> linkedHistory() {
        try {
            return orchestrator.logs().read(documentId, 0).orElseThrow().records();
        } catch (LogUnavailableException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The document's events as receivers of {@code stepfold.step-events} take them: events that are not newer are
     * dropped.
     */
    List<RecordedEvent> forwarded() {
        return withoutRepeats(events(read(KafkaNames.DEFAULT.stepEvents())));
    }

    /** The document's events among these records. */
    List<RecordedEvent> events(List<ConsumerRecord<String, byte[]>> records) {
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
            } catch (UnreadableException e) {
                throw new AssertionError(e);
            }
        }
        return events;
    }

    static List<RecordedEvent> withoutRepeats(List<RecordedEvent> events) {
        List<RecordedEvent> kept = new ArrayList<>();
        for (RecordedEvent event : events) {
            if (kept.isEmpty() || event.sequence() > kept.getLast().sequence()) {
                kept.add(event);
            }
        }
        return kept;
    }

    long tombstones(String topic) {
        return records(topic).stream().filter(record -> record.value() == null).count();
    }

    /** The document's records of a topic. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
        return read(topic).stream()
                .filter(record -> documentId.value().equals(record.key()))
                .toList();
    }

    /** Whether the document's latest record in a topic has a value. */
    boolean isKeptIn(String topic) {
        List<ConsumerRecord<String, byte[]>> records = records(topic);
        return !records.isEmpty() && records.getLast().value() != null;
    }

    boolean exists(String topic) {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get().contains(topic);
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until the document's log is in the archive and nowhere else. */
    void awaitArchived() {
        awaitArchived(documentId);
    }

    void awaitArchived(DocumentId document) {
        await().atMost(LONG)
                .until(() -> !exists(KafkaNames.DEFAULT.document(document))
                        && read(KafkaNames.DEFAULT.documentArchive()).stream()
                                .anyMatch(record -> document.value().equals(record.key())));
    }

    List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        Map<String, Object> config = new HashMap<>(connection);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
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

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        orchestrator.close();
    }
}
