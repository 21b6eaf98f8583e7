package dev.stepfold.localstack.system;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.archive.ArchivedLog;
import dev.stepfold.schemas.archive.ArchivedRecord;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a plain consumer finds in a topic, and the two rules by which a downstream system reads it; written once more here,
 * so that the services are not checked against their own code.
 */
record Topic(List<ConsumerRecord<String, byte[]>> records) {
    Topic {
        records = List.copyOf(records);
    }

    /** The records of a document's topic, as a record of the archive tells of them. */
    static Topic ofArchived(ConsumerRecord<String, byte[]> archived) {
        try {
            ArchivedLog log = JsonCodec.ARCHIVED_LOGS.decode(archived.value());
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            for (ArchivedRecord record : log.records()) {
                byte[] value = Objects.requireNonNull(record.value()).bytes();
                records.add(new ConsumerRecord<>(archived.topic(), 0, records.size(), record.key(), value));
            }
            return new Topic(records);
        } catch (UnreadableException e) {
            throw new AssertionError("no archived log: " + archived, e);
        }
    }

    /** The last record of a document, in a topic of one record for each; empty where it has no value. */
    Optional<ConsumerRecord<String, byte[]>> latest(DocumentId documentId) {
        return records.stream()
                .filter(record -> documentId.value().equals(record.key()))
                .reduce((_, later) -> later)
                .filter(record -> record.value() != null);
    }

    /** A document's topic by the fence rule: a record whose offset is not its sequence does not count. */
    List<RecordedEvent> unfenced() {
        return records.stream()
                .filter(record -> event(record).sequence() == record.offset())
                .map(Topic::event)
                .toList();
    }

    /** How many records of a document's topic do not count. */
    int fenced() {
        return records.size() - unfenced().size();
    }

    /**
     * The feed by the rule of its receivers: what is not newer than what they have of the document does not count, and what
     * is before its tombstone is forgotten.
     */
    List<RecordedEvent> ofDocument(String documentId) {
        List<RecordedEvent> newer = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (documentId.equals(record.key()) && record.value() == null) {
                newer.clear();
            } else if (documentId.equals(record.key())) {
                RecordedEvent event = event(record);
                if (newer.isEmpty() || event.sequence() > newer.getLast().sequence()) {
                    newer.add(event);
                }
            }
        }
        return newer;
    }

    private static RecordedEvent event(ConsumerRecord<String, byte[]> record) {
        try {
            return JsonCodec.EVENTS.decode(record.value());
        } catch (UnreadableException e) {
            throw new AssertionError("no event: " + record, e);
        }
    }
}
