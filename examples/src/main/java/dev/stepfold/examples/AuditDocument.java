package dev.stepfold.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.archive.ArchivePlace;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.CommandRejected;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.event.StepResult;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Replays one document for audit: its history from its own topic or from the archive, the fenced writes, and the
 * resulting state, by the same fold as Stepfold's own services. Needs Stepfold's {@code schemas} jar, kafka-clients and
 * Jackson.
 *
 * <p><b>The fence rule:</b> a record counts when its offset is its event's sequence. Otherwise it is a fenced write,
 * left by a writer that had lost a race to another; it does not count, and every reader ignores it.
 *
 * <p><b>The chain:</b> the header {@code stepfold-previous} of a record that counts is the chain hash of the record that
 * counts before it, and 64 zeros in the first. The chain hash of a record is SHA-256 over the chain hash of the one before
 * it (32 bytes) and its own value. The last one is the head, which stands for the whole log: an auditor who has kept it can
 * tell later whether the log still begins with what it was then. Records from before there was a chain have no header; the
 * first header covers them.
 *
 * <p><b>Archived documents:</b> a document that has been at rest for long has no topic. Its whole log is one record of
 * {@code stepfold.document-archive}, whose place {@code stepfold.archived-documents} records; an archived record's
 * offset is its index in that log. A topic that has records takes precedence over the archive: the document was
 * restored from it. The archive is written in transactions, of which only committed ones are read.
 *
 * <p>Reads without a group and commits nothing, up to the end that a topic has at the start. Memory is bounded by the
 * state, since every event is printed and folded as it is read, and by an archived log, which has 8 MiB at most. For an
 * archived document all places are read, about 300 bytes for each document of the archive.
 */
public final class AuditDocument {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private static final String USAGE = """
            Usage: AuditDocument <document id> [<bootstrap servers>]
            Exit codes: 0 audited, 1 no such document, 2 wrong arguments, 3 the log could not be read (see the message),
            4 the log was changed: its chain is broken""";

    private static final String PREVIOUS = "stepfold-previous";
    private static final Pattern CHAIN_HASH = Pattern.compile("[0-9a-f]{64}");
    private static final long NONE = -1;

    /**
     * The contents of the log.
     *
     * @param counted how many records count
     * @param fenced how many are fenced writes
     * @param unreadable how many are not events of this document
     * @param brokenAt the sequence of the first event whose link is not what the events before it result in; -1 if the
     *     chain is whole
     * @param state the state after the records that count
     */
    record Audit(int counted, int fenced, int unreadable, long brokenAt, DocumentState state) {}

    private final Consumer<String, byte[]> consumer;
    private final KafkaNames names;
    private final DocumentId documentId;
    private final PrintStream out;
    private int counted;
    private int fenced;
    private int unreadable;
    private byte[] head = new byte[32];
    private long linkedFrom = NONE;
    private long brokenAt = NONE;
    private DocumentState state;

    private AuditDocument(Consumer<String, byte[]> consumer, KafkaNames names, DocumentId documentId, PrintStream out) {
        this.names = names;
        this.consumer = consumer;
        this.documentId = documentId;
        this.out = out;
        this.state = DocumentState.initial(documentId);
    }

    /**
     * Takes the document's id and Kafka's address (default: as {@link Connection} says). Exit code 0: audited; 1: there is no such
     * document; 2: wrong arguments; 3: the log could not be read; 4: the chain of the log is broken.
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream problems) {
        if (arguments.length < 1 || arguments.length > 2 || !Identifiers.isValid(arguments[0])) {
            problems.println(USAGE);
            return 2;
        }
        DocumentId documentId = new DocumentId(arguments[0]);
        Map<String, String> environment = System.getenv();
        try (Consumer<String, byte[]> consumer = consumer(
                arguments.length > 1 ? Connection.to(arguments[1], environment) : Connection.of(environment))) {
            Optional<Audit> audit = audit(consumer, new KafkaNames(Connection.prefix(environment)), documentId, out);
            if (audit.isPresent()) {
                return audit.get().brokenAt() == NONE ? 0 : 4;
            }
        } catch (KafkaException e) {
            problems.println("the log of document " + documentId + " could not be read: " + e.getMessage());
            return 3;
        }
        problems.println("document " + documentId + " is unknown: it has no topic, and no log in the archive");
        return 1;
    }

    static Consumer<String, byte[]> consumer(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "none");
        settings.put("allow.auto.create.topics", false);
        settings.put("default.api.timeout.ms", (int) SILENCE_MAX.toMillis());
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Prints the document's history and state, and where its log was found.
     *
     * @return empty if the document has neither a topic nor an archived log
     * @throws KafkaException if Kafka does not answer, or returns nothing for {@link #SILENCE_MAX}, for example because
     *     the topic is deleted meanwhile; if the archive cannot be decoded
     */
    static Optional<Audit> audit(
            Consumer<String, byte[]> consumer, KafkaNames names, DocumentId documentId, PrintStream out) {
        AuditDocument audit = new AuditDocument(consumer, names, documentId, out);
        List<TopicPartition> topic = audit.partitions(names.document(documentId));
        Optional<ArchivedLog> archived = audit.isEmpty(topic) ? audit.archivedLog() : Optional.empty();
        if (topic.isEmpty() && archived.isEmpty()) {
            return Optional.empty();
        }
        archived.ifPresentOrElse(audit::replay, () -> audit.replay(topic));
        audit.summarise();
        return Optional.of(new Audit(audit.counted, audit.fenced, audit.unreadable, audit.brokenAt, audit.state));
    }

    /** Empty if there is no such topic. */
    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private boolean isEmpty(List<TopicPartition> topic) {
        consumer.assign(topic);
        return consumer.endOffsets(topic).values().stream().allMatch(end -> end == 0);
    }

    /** A document's topic has one partition. */
    private void replay(List<TopicPartition> topic) {
        out.println("from the topic " + topic.getFirst().topic());
        long beginning = consumer.beginningOffsets(topic).getOrDefault(topic.getFirst(), 0L);
        if (beginning > 0) {
            out.println("the topic begins at offset " + beginning + ": the records before it are gone");
        }
        readToEnd(topic, this::take);
    }

    private void replay(ArchivedLog log) {
        out.println("from the archive, archived at " + log.archivedAt());
        for (int offset = 0; offset < log.records().size(); offset++) {
            take(asItWas(offset, log.records().get(offset)));
        }
    }

    /** An archived record as the topic had it. */
    private ConsumerRecord<String, byte[]> asItWas(int offset, ArchivedRecord archived) {
        RecordHeaders headers = new RecordHeaders();
        archived.headers()
                .forEach(header -> headers.add(
                        header.name(),
                        header.value() == null ? null : header.value().bytes()));
        return new ConsumerRecord<>(
                names.document(documentId),
                0,
                offset,
                archived.timestamp().toEpochMilli(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                archived.key(),
                archived.value() == null ? null : archived.value().bytes(),
                headers,
                Optional.empty());
    }

    /** The document's log in the archive; empty if it was never archived, or is erased. */
    private Optional<ArchivedLog> archivedLog() {
        return archivePlace().map(this::archivedLog);
    }

    /**
     * The place in the last record of the document's key; a record without a value says that the document was erased.
     */
    private Optional<ArchivePlace> archivePlace() {
        Map<String, byte[]> last = new HashMap<>();
        readToEnd(partitions(names.archivedDocuments()), record -> {
            if (documentId.value().equals(record.key())) {
                last.put(record.key(), record.value());
            }
        });
        return Optional.ofNullable(last.get(documentId.value()))
                .map(place -> understood(JsonCodec.ARCHIVE_PLACES, place));
    }

    private ArchivedLog archivedLog(ArchivePlace place) {
        TopicPartition archive = new TopicPartition(names.documentArchive(), place.partition());
        consumer.assign(List.of(archive));
        consumer.seek(archive, place.offset());
        return consumer.poll(SILENCE_MAX).records(archive).stream()
                .filter(record -> record.offset() == place.offset())
                .filter(record -> documentId.value().equals(record.key()))
                .map(record -> understood(JsonCodec.ARCHIVED_LOGS, record.value()))
                .findFirst()
                .orElseThrow(() -> new TimeoutException("it is not in the archive at " + archive + ", offset "
                        + place.offset() + "; if it was archived again meanwhile, the next audit finds it"));
    }

    private static <T> T understood(JsonCodec<T> codec, byte[] value) {
        try {
            return codec.decode(value);
        } catch (UnreadableException e) {
            throw new SerializationException("the archive cannot be decoded: " + e.getMessage(), e);
        }
    }

    /**
     * Passes on every record, up to the ends that the partitions have now. Progress is measured by positions, not
     * records: the last offsets of a transaction have no record.
     */
    private void readToEnd(
            List<TopicPartition> partitions, java.util.function.Consumer<ConsumerRecord<String, byte[]>> taker) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long left = left(ends);
        while (left > 0) {
            ConsumerRecords<String, byte[]> records = consumer.poll(SILENCE_MAX);
            long before = left;
            left = left(ends);
            if (records.isEmpty() && left == before) {
                throw new TimeoutException("nothing came for " + SILENCE_MAX + ", " + left + " offsets before the end");
            }
            ends.forEach((partition, end) -> records.records(partition).stream()
                    .filter(record -> record.offset() < end)
                    .forEach(taker));
        }
    }

    private long left(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
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
            check(record);
            state = DocumentFold.apply(state, event);
        }
    }

    /** Compares a record's link with the chain hash of what came before, and goes on to the record's own. */
    private void check(ConsumerRecord<String, byte[]> record) {
        Optional<String> link = link(record);
        boolean holds = link.map(HexFormat.of().formatHex(head)::equals).orElse(linkedFrom == NONE);
        if (!holds) {
            brokenAt = brokenAt == NONE ? record.offset() : brokenAt;
            out.println("        CHAIN BROKEN: the record before is not the one that this record was written behind");
        }
        if (link.isPresent() && linkedFrom == NONE) {
            linkedFrom = record.offset();
        }
        MessageDigest digest = sha256();
        digest.update(head);
        head = digest.digest(record.value());
    }

    /** What a record says of the one before it; empty if it says nothing, or nothing that is a chain hash. */
    private static Optional<String> link(ConsumerRecord<String, byte[]> record) {
        Header header = record.headers().lastHeader(PREVIOUS);
        return Optional.ofNullable(header)
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .filter(value -> CHAIN_HASH.matcher(value).matches());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
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
            case DocumentArchive _ -> what;
        };
    }

    private void summarise() {
        out.printf(
                "%d records: %d count, %d fenced, %d unreadable%n",
                counted + fenced + unreadable, counted, fenced, unreadable);
        out.println(chain());
        out.println(
                "Head at sequence " + state.sequence() + ": " + HexFormat.of().formatHex(head));
        out.println("State at sequence " + state.sequence() + ", without the stream history, which is above:");
        out.println(pretty(state));
    }

    private String chain() {
        if (brokenAt != NONE) {
            return "THE CHAIN IS BROKEN at sequence " + brokenAt + ": the log was changed there or before";
        }
        return linkedFrom == NONE
                ? "no record has a link: only a head that was kept can show that the log was not changed"
                : "the chain is whole, with links from sequence " + linkedFrom + " on";
    }

    private static String pretty(DocumentState state) {
        try {
            JsonNode json = new ObjectMapper().readTree(JsonCodec.STATES.encode(state));
            return ((ObjectNode) json).without("streamHistory").toPrettyString();
        } catch (IOException e) {
            throw new UncheckedIOException("the codec's output is not JSON", e);
        }
    }
}
