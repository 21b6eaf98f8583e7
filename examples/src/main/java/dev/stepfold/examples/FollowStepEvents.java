package dev.stepfold.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows the events of all documents in a consumer group, with nothing but kafka-clients and Jackson.
 *
 * <p><b>At least once.</b> The topic may repeat events: a document that another orchestrator takes over is forwarded
 * again from its first event. An event whose sequence is not greater than that of its document's last handled event is
 * dropped. Offsets are committed after handling, so that a crash repeats up to one poll's events and loses none.
 *
 * <p><b>Erased documents.</b> A tombstone, a record without a value, says that its document was erased. Events that
 * come after it and whose time is not later belong to the erased document, and are dropped; later ones belong to a
 * recreated document.
 *
 * <p><b>Bounded memory.</b> The last sequence of the {@link #DOCUMENTS_MAX} documents seen last is remembered, about 15
 * MB. A repeated event is handled again if it belongs to any other document, if the program was restarted, or if the
 * partition came from another member. If that must not happen, keep the sequence in the database that you write, in the
 * same transaction.
 *
 * <p><b>Never stuck on a record.</b> A record that cannot be read is reported with its place and skipped.
 */
public final class FollowStepEvents {
    /** The documents whose last sequence is remembered. */
    static final int DOCUMENTS_MAX = 100_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An event.
     *
     * @param type {@code ce_type}: agent-run, agent-step, step-result, agent-data, command-rejected, document-archive,
     *     or one added later
     * @param documentId {@code ce_subject}: the document of the event
     * @param sequence {@code ce_sequence}: its position in the document, from 0; there may be gaps
     * @param time {@code ce_time}: when it was decided
     * @param traceparent W3C Trace Context, to continue; empty if there is none
     * @param data the value, as {@code event.schema.json} describes it
     */
    record StepEvent(String type, String documentId, long sequence, Instant time, String traceparent, JsonNode data) {}

    /** What you do with the events. */
    interface Handler {
        /** A new event. An exception ends the program; the event comes again after a restart. */
        void handle(StepEvent event);

        /** A document was erased: delete it, and everything that you derived from it. May be called more than once. */
        void erased(String documentId, Instant at);

        /** A record that is not such an event. */
        void unreadable(ConsumerRecord<String, byte[]> record, String reason);
    }

    private final Consumer<String, byte[]> consumer;
    private final String topic;
    private final Handler handler;
    private final Map<String, Seen> documents;

    FollowStepEvents(Consumer<String, byte[]> consumer, String topic, int documentsMax, Handler handler) {
        this.topic = topic;
        this.consumer = consumer;
        this.handler = handler;
        this.documents = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Seen> leastRecentlySeen) {
                return size() > documentsMax;
            }
        };
    }

    /** Takes Kafka's address (default: as {@link Connection} says) and the group (default step-events-example); ends with Ctrl-C. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Map<String, Object> connection =
                arguments.length > 0 ? Connection.to(arguments[0], environment) : Connection.of(environment);
        String group = arguments.length > 1 ? arguments[1] : "step-events-example";
        Thread main = Thread.currentThread();
        try (Consumer<String, byte[]> consumer = consumer(connection, group)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(consumer, main)));
            new FollowStepEvents(
                            consumer, Connection.prefix(environment) + ".step-events", DOCUMENTS_MAX, new Printer())
                    .run();
        }
    }

    static Consumer<String, byte[]> consumer(Map<String, Object> connection, String group) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("group.id", group);
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "earliest");
        settings.put("allow.auto.create.topics", false);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Runs until {@link Consumer#wakeup()}, or until the handler or Kafka throws. */
    void run() {
        try {
            consumer.subscribe(List.of(topic));
            while (true) {
                ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofSeconds(1));
                records.forEach(this::take);
                if (!records.isEmpty()) {
                    commit();
                }
            }
        } catch (WakeupException _) {
            // Requested to stop. Events that were handled and not committed come again.
        }
    }

    private void commit() {
        try {
            consumer.commitSync();
        } catch (CommitFailedException | RebalanceInProgressException e) {
            System.err.println("not committed, the events may come again: " + e.getMessage());
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            String documentId = documentId(record);
            Seen seen = documents.getOrDefault(documentId, Seen.NOTHING);
            if (header(record, "ce_type").equals("document-erased")) {
                Instant at = time(record);
                if (at.isAfter(seen.erasedAt)) {
                    handler.erased(documentId, at);
                    documents.put(documentId, new Seen(Seen.NOTHING.sequence, at));
                }
                return;
            }
            long sequence = sequence(record);
            if (sequence > seen.sequence) {
                StepEvent event = read(record, documentId, sequence);
                if (event.time.isAfter(seen.erasedAt)) {
                    handler.handle(event);
                    documents.put(documentId, new Seen(sequence, seen.erasedAt));
                }
            }
        } catch (UnreadableException e) {
            handler.unreadable(record, e.reason);
        }
    }

    /** CloudEvents 1.0 in Kafka's binary content mode: attributes are headers with the prefix {@code ce_}. */
    private static String documentId(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        if (!header(record, "ce_specversion").equals("1.0")) {
            throw new UnreadableException("not a CloudEvent of version 1.0");
        }
        String documentId = header(record, "ce_subject");
        if (!documentId.equals(record.key())) {
            throw new UnreadableException("the key is not the event's document");
        }
        return documentId;
    }

    private static long sequence(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        String sequence = header(record, "ce_sequence");
        try {
            return Long.parseLong(sequence);
        } catch (NumberFormatException _) {
            throw new UnreadableException("ce_sequence is no number");
        }
    }

    private static StepEvent read(ConsumerRecord<String, byte[]> record, String documentId, long sequence)
            throws UnreadableException {
        if (record.value() == null) {
            throw new UnreadableException("no value");
        }
        try {
            JsonNode data = JSON.readTree(record.value());
            if (!data.isObject()) {
                throw new UnreadableException("the value is no JSON object");
            }
            Header trace = record.headers().lastHeader("traceparent");
            String traceparent = trace == null ? "" : new String(trace.value(), StandardCharsets.UTF_8);
            return new StepEvent(header(record, "ce_type"), documentId, sequence, time(record), traceparent, data);
        } catch (IOException _) {
            throw new UnreadableException("the value is not JSON");
        }
    }

    private static Instant time(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        try {
            return Instant.parse(header(record, "ce_time"));
        } catch (DateTimeException _) {
            throw new UnreadableException("ce_time is no time");
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) throws UnreadableException {
        Header header = record.headers().lastHeader(name);
        if (header == null || header.value() == null) {
            throw new UnreadableException("no header " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void stop(Consumer<String, byte[]> consumer, Thread main) {
        consumer.wakeup();
        try {
            main.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The last things seen of a document.
     *
     * @param sequence the last one handled
     * @param erasedAt when it was erased the last time
     */
    private record Seen(long sequence, Instant erasedAt) {
        static final Seen NOTHING = new Seen(-1, Instant.MIN);
    }

    private static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;
        private final String reason;

        UnreadableException(String reason) {
            super(reason);
            this.reason = reason;
        }
    }

    private static final class Printer implements Handler {
        @Override
        public void handle(StepEvent event) {
            System.out.printf(
                    "%s  %s  %3d  %-16s %-10s %s%n",
                    event.time,
                    event.documentId,
                    event.sequence,
                    event.type,
                    event.data.path("status").asText(),
                    event.data.path("message").asText(event.data.path("summary").asText()));
        }

        @Override
        public void erased(String documentId, Instant at) {
            System.out.printf("%s  %s       document-erased%n", at, documentId);
        }

        @Override
        public void unreadable(ConsumerRecord<String, byte[]> record, String reason) {
            System.err.printf("partition %d offset %d: %s%n", record.partition(), record.offset(), reason);
        }
    }
}
