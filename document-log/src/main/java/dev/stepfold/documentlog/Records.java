package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.CloudEventHeaders;
import dev.stepfold.schemas.codec.EventType;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Events and commands as Kafka records, both ways. */
public final class Records {
    /**
     * In a document's topic: a sequence in decimal digits. When the record was written, every event of the document up to
     * this sequence was durable in {@code stepfold.step-events}. Absent if none was known to be.
     */
    public static final String FORWARDED = "stepfold-forwarded";

    /**
     * In a document's topic and in {@code stepfold.step-events}: the {@link ChainHash} of the document's previous event,
     * {@link ChainHash#START} for the first one. Absent in records from before there was a chain.
     */
    public static final String PREVIOUS = "stepfold-previous";

    private Records() {}

    /** An event for its document's own topic, without a link to the event before it. */
    public static ProducerRecord<String, byte[]> forDocument(KafkaNames names, RecordedEvent event, Traceparent trace) {
        return forDocument(names, EncodedEvent.unlinked(event), trace, DocumentLogSlice.NONE_FORWARDED);
    }

    /**
     * An event for its document's own topic.
     *
     * @param forwarded up to which sequence the document's events are known to be durable in
     *     {@code stepfold.step-events}; {@link DocumentLogSlice#NONE_FORWARDED} for none
     */
    public static ProducerRecord<String, byte[]> forDocument(
            KafkaNames names, EncodedEvent event, Traceparent trace, long forwarded) {
        ProducerRecord<String, byte[]> record =
                ofEvent(names.document(event.event().documentId()), 0, event, trace);
        if (forwarded != DocumentLogSlice.NONE_FORWARDED) {
            addHeader(record.headers(), FORWARDED, Long.toString(forwarded));
        }
        return record;
    }

    /**
     * What a record says in its header {@value #FORWARDED}; {@link DocumentLogSlice#NONE_FORWARDED} if the header is
     * missing or cannot be read.
     */
    static long forwarded(Headers headers) {
        try {
            return text(headers, FORWARDED).map(Long::parseLong).orElse(DocumentLogSlice.NONE_FORWARDED);
        } catch (NumberFormatException _) {
            return DocumentLogSlice.NONE_FORWARDED;
        }
    }

    /** An event for {@code stepfold.step-events}, without a link to the event before it. */
    public static ProducerRecord<String, byte[]> forStepEvents(
            KafkaNames names, RecordedEvent event, Traceparent trace) {
        return forStepEvents(names, EncodedEvent.unlinked(event), trace);
    }

    /** An event for {@code stepfold.step-events}. */
    public static ProducerRecord<String, byte[]> forStepEvents(
            KafkaNames names, EncodedEvent event, Traceparent trace) {
        return ofEvent(names.stepEvents(), null, event, trace);
    }

    /** A command for {@code stepfold.commands}. */
    public static ProducerRecord<String, byte[]> ofCommand(KafkaNames names, Command command, Traceparent trace) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                names.commands(), command.documentId().value(), JsonCodec.COMMANDS.encode(command));
        addHeader(record.headers(), CloudEventHeaders.CONTENT_TYPE, "application/json");
        addHeader(record.headers(), Traceparent.HEADER, trace.value());
        return record;
    }

    /** A tombstone for {@code stepfold.step-events}: CloudEvents headers, and no value. */
    public static ProducerRecord<String, byte[]> forStepEvents(
            KafkaNames names, Tombstone tombstone, Traceparent trace) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(names.stepEvents(), tombstone.documentId().value(), null);
        CloudEventHeaders.ofErased(tombstone.documentId(), tombstone.erasedAt())
                .forEach((name, value) -> addHeader(record.headers(), name, value));
        addHeader(record.headers(), Traceparent.HEADER, trace.value());
        return record;
    }

    /**
     * Reads a tombstone of {@code stepfold.step-events}.
     *
     * @return empty if the record is not a tombstone: it has a value, or does not record which document was erased and
     *     when
     */
    public static Optional<Tombstone> tombstone(@Nullable String key, byte @Nullable [] value, Headers headers) {
        if (key == null || value != null || !Identifiers.isValid(key)) {
            return Optional.empty();
        }
        return text(headers, CloudEventHeaders.TYPE)
                .filter(CloudEventHeaders.ERASED_TYPE::equals)
                .flatMap(_ -> text(headers, CloudEventHeaders.TIME))
                .flatMap(Records::instant)
                .map(at -> new Tombstone(new DocumentId(key), at));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static ProducerRecord<String, byte[]> ofEvent(
            String topic, @Nullable Integer partition, EncodedEvent event, Traceparent trace) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic, partition, event.event().documentId().value(), event.value());
        CloudEventHeaders.of(event.event()).forEach((name, value) -> addHeader(record.headers(), name, value));
        addHeader(record.headers(), Traceparent.HEADER, trace.value());
        event.previous().ifPresent(previous -> addHeader(record.headers(), PREVIOUS, previous.hex()));
        return record;
    }

    /**
     * What a record says in its header {@value #PREVIOUS}; empty if the header is missing or is not a chain hash, which
     * comes to the same.
     */
    public static Optional<ChainHash> previous(Headers headers) {
        return text(headers, PREVIOUS).flatMap(ChainHash::parse);
    }

    /**
     * Reads an event.
     *
     * @throws UnreadableException when the value is not an event, or the key is not its document
     */
    public static RecordedEvent event(@Nullable String key, byte @Nullable [] value) throws UnreadableException {
        RecordedEvent event = JsonCodec.EVENTS.decode(value);
        checkKey(key, event.documentId().value());
        return event;
    }

    /**
     * Reads a command.
     *
     * @throws UnreadableException when the value is not a command, or the key is not its document
     */
    public static Command command(@Nullable String key, byte @Nullable [] value) throws UnreadableException {
        Command command = JsonCodec.COMMANDS.decode(value);
        checkKey(key, command.documentId().value());
        return command;
    }

    /**
     * Reads an event with its link.
     *
     * @throws UnreadableException when the value is not an event, or the key is not its document
     */
    static EncodedEvent linkedEvent(ConsumerRecord<String, byte[]> record) throws UnreadableException {
        RecordedEvent event = event(record.key(), record.value());
        return EncodedEvent.read(event, record.value(), previous(record.headers()));
    }

    /** The sequence of a record's event, by its headers. */
    static OptionalLong sequence(Headers headers) {
        try {
            return text(headers, CloudEventHeaders.SEQUENCE).stream()
                    .mapToLong(Long::parseLong)
                    .findFirst();
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Whether a record's event is about the archive, by its headers. */
    static boolean isArchiving(Headers headers) {
        return text(headers, CloudEventHeaders.TYPE)
                .filter(EventType.DOCUMENT_ARCHIVED.type()::equals)
                .isPresent();
    }

    /** When a record's event was decided, by its headers. */
    static Optional<Instant> time(Headers headers) {
        return text(headers, CloudEventHeaders.TIME).flatMap(Records::instant);
    }

    /** The trace that a record belongs to, if it has one. */
    public static Optional<Traceparent> trace(ConsumerRecord<?, ?> record) {
        return trace(record.headers());
    }

    /** The trace that the record with these headers belongs to, if it has one. */
    public static Optional<Traceparent> trace(Headers headers) {
        byte @Nullable [] value = traceparent(headers);
        return value == null ? Optional.empty() : Traceparent.parse(new String(value, StandardCharsets.US_ASCII));
    }

    static byte @Nullable [] traceparent(Headers headers) {
        @Nullable Header header = headers.lastHeader(Traceparent.HEADER);
        return header == null ? null : header.value();
    }

    private static void checkKey(@Nullable String key, String documentId) throws UnreadableException {
        if (!documentId.equals(key)) {
            throw new UnreadableException(Reason.KEY_MISMATCH, "the key is not the document's id");
        }
    }

    private static void addHeader(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
