package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What Kafka holds: the commands, the documents' topics with the rule of the offset, and {@code stepfold.step-events}. */
final class SimulatedTopics {
    static final int PARTITIONS = 2;

    private final List<List<ProducerRecord<String, byte[]>>> commands = new ArrayList<>();
    private final Map<DocumentId, List<RecordedEvent>> documents = new LinkedHashMap<>();
    private final List<RecordedEvent> stepEvents = new ArrayList<>();

    SimulatedTopics() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            commands.add(new ArrayList<>());
        }
    }

    List<ProducerRecord<String, byte[]>> commands(int partition) {
        return commands.get(partition);
    }

    void addCommand(ProducerRecord<String, byte[]> command) {
        commands.get(Math.floorMod(command.key().hashCode(), PARTITIONS)).add(command);
    }

    void create(DocumentId documentId) {
        documents.computeIfAbsent(documentId, _ -> new ArrayList<>());
    }

    /** Adds a record at the end, whatever its sequence; answers its offset. */
    long append(RecordedEvent event) {
        List<RecordedEvent> records = documents.get(event.documentId());
        if (records == null) {
            throw new AssertionError("no topic of " + event.documentId());
        }
        records.add(event);
        return records.size() - 1L;
    }

    Optional<DocumentLogSlice> read(DocumentId documentId, long from) {
        List<RecordedEvent> records = documents.get(documentId);
        if (records == null) {
            return Optional.empty();
        }
        List<RecordedEvent> counted = new ArrayList<>();
        for (int offset = (int) from; offset < records.size(); offset++) {
            if (records.get(offset).sequence() == offset) {
                counted.add(records.get(offset));
            }
        }
        return Optional.of(new DocumentLogSlice(counted, records.size()));
    }

    /** The events of a document that count. */
    List<RecordedEvent> history(DocumentId documentId) {
        return read(documentId, 0).map(DocumentLogSlice::events).orElse(List.of());
    }

    void forward(RecordedEvent event) {
        stepEvents.add(event);
    }

    /** What the projection gets of a document, in the order in which it comes. */
    List<RecordedEvent> forwarded(DocumentId documentId) {
        return stepEvents.stream()
                .filter(event -> event.documentId().equals(documentId))
                .toList();
    }
}
