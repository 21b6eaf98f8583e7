package dev.stepfold.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.Topics;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Replays one document for audit: its history from its own topic, what was fenced, and the state that the history comes
 * to, by the same fold as Stepfold's own services. Needs Stepfold's {@code schemas} jar, kafka-clients and Jackson.
 *
 * <p><b>The fence rule:</b> a record counts when its offset is its event's sequence. Otherwise it is a fenced write, left
 * by a writer that had lost a race to another; it happened to nobody, and every reader passes over it.
 *
 * <p>Reads without a group and commits nothing, up to the end that the topic has at the start. Memory is bounded by the
 * state, since every event is printed and folded as it is read.
 */
public final class AuditDocument {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    /**
     * What the topic holds.
     *
     * @param counted how many records count
     * @param fenced how many are fenced writes
     * @param unreadable how many are no events of this document
     * @param state what those that count come to
     */
    record Audit(int counted, int fenced, int unreadable, DocumentState state) {}

    private final DocumentId documentId;
    private final PrintStream out;
    private int counted;
    private int fenced;
    private int unreadable;
    private DocumentState state;

    private AuditDocument(DocumentId documentId, PrintStream out) {
        this.documentId = documentId;
        this.out = out;
        this.state = DocumentState.initial(documentId);
    }

    /** Takes the document's id, and where Kafka is (default localhost:9092). Exit code 1: there is no such document. */
    public static void main(String[] arguments) {
        if (arguments.length == 0 || !Identifiers.isValid(arguments[0])) {
            System.err.println("Usage: AuditDocument <document id> [<bootstrap servers>]");
            System.exit(2);
        }
        DocumentId documentId = new DocumentId(arguments[0]);
        boolean found;
        try (Consumer<String, byte[]> consumer = consumer(arguments.length > 1 ? arguments[1] : "localhost:9092")) {
            found = audit(consumer, documentId, System.out).isPresent();
        }
        if (!found) {
            System.err.println("document " + documentId + " has no topic");
            System.exit(1);
        }
    }

    static Consumer<String, byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "auto.offset.reset",
                        "none",
                        "allow.auto.create.topics",
                        false,
                        "default.api.timeout.ms",
                        (int) SILENCE_MAX.toMillis()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Prints the document's history and state.
     *
     * @return empty where the document has no topic
     * @throws KafkaException when Kafka does not answer, or gives nothing for {@link #SILENCE_MAX}
     */
    static Optional<Audit> audit(Consumer<String, byte[]> consumer, DocumentId documentId, PrintStream out) {
        TopicPartition topic = new TopicPartition(Topics.document(documentId), 0);
        if (consumer.partitionsFor(topic.topic()).isEmpty()) {
            return Optional.empty();
        }
        AuditDocument audit = new AuditDocument(documentId, out);
        audit.replay(consumer, topic);
        audit.summarise();
        return Optional.of(new Audit(audit.counted, audit.fenced, audit.unreadable, audit.state));
    }

    private void replay(Consumer<String, byte[]> consumer, TopicPartition topic) {
        consumer.assign(List.of(topic));
        consumer.seekToBeginning(List.of(topic));
        if (consumer.position(topic) > 0) {
            out.println("the topic begins at offset " + consumer.position(topic) + ": what was before it is gone");
        }
        long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
        while (consumer.position(topic) < end) {
            ConsumerRecords<String, byte[]> records = consumer.poll(SILENCE_MAX);
            if (records.isEmpty()) {
                throw new TimeoutException("no records for " + SILENCE_MAX + " before offset " + end);
            }
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.offset() < end) {
                    take(record);
                }
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        RecordedEvent event;
        try {
            event = JsonCodec.EVENTS.decode(record.value());
        } catch (UnreadableException e) {
            unreadable(record, e.reason().code() + ", " + e.getMessage());
            return;
        }
        if (!event.documentId().equals(documentId) || !documentId.value().equals(record.key())) {
            unreadable(record, "key or event of another document");
        } else if (event.sequence() != record.offset()) {
            fenced++;
            print(record, "FENCED: written for sequence " + event.sequence() + ", " + text(event));
        } else {
            counted++;
            print(record, text(event));
            state = DocumentFold.apply(state, event);
        }
    }

    private void unreadable(ConsumerRecord<String, byte[]> record, String reason) {
        unreadable++;
        print(record, "UNREADABLE: " + reason);
    }

    private void print(ConsumerRecord<String, byte[]> record, String text) {
        out.printf("%6d  %s  %s%n", record.offset(), Instant.ofEpochMilli(record.timestamp()), text);
    }

    private static String text(RecordedEvent event) {
        EventType name = EventType.of(event.event());
        String what = name.status() == null ? name.type() : name.type() + " " + name.status();
        return switch (event.event()) {
            case AgentStep step -> what + ", " + step.step().wireName() + ": " + step.message();
            case StepResult result -> what + ", " + result.step().wireName() + ": " + result.summary();
            case CommandRejected rejected -> what + ": " + rejected.message();
            case AgentRun _, AgentData _ -> what + ", run " + event.runId();
        };
    }

    private void summarise() {
        out.printf(
                "%d records: %d count, %d fenced, %d unreadable%n",
                counted + fenced + unreadable, counted, fenced, unreadable);
        out.println("State at sequence " + state.sequence() + ", without the stream history, which is above:");
        out.println(pretty(state));
    }

    private static String pretty(DocumentState state) {
        try {
            JsonNode json = new ObjectMapper().readTree(JsonCodec.STATES.encode(state));
            return ((ObjectNode) json).without("streamHistory").toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException("what the codec wrote is JSON", e);
        }
    }
}
