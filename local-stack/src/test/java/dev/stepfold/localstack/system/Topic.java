package dev.stepfold.localstack.system;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a plain consumer finds in a topic, and the two rules by which a downstream system reads it; written once more here,
 * so that the services are not checked against their own code.
 */
record Topic(List<ConsumerRecord<String, byte[]>> records) {
    Topic {
        records = List.copyOf(records);
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

    /** The feed by the rule of its receivers: what is not newer than what they have of the document does not count. */
    List<RecordedEvent> ofDocument(String documentId) {
        List<RecordedEvent> newer = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            if (documentId.equals(record.key())) {
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
