package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kafka's contents: the commands, the documents' topics with the fence rule, the archive, and
 * {@code stepfold.step-events}.
 */
final class SimulatedTopics {
    static final int PARTITIONS = 2;

    private final List<List<ProducerRecord<String, byte[]>>> commands = new ArrayList<>();
    private final Map<DocumentId, List<EncodedEvent>> documents = new LinkedHashMap<>();
    private final List<Forwarded> stepEvents = new ArrayList<>();
    /** Up to which sequence the record of an event names events as forwarded, by the event's identity. */
    private final IdentityHashMap<EncodedEvent, Long> claims = new IdentityHashMap<>();

    private final Map<DocumentId, Object> identities = new HashMap<>();
    private final Map<DocumentId, Integer> creations = new HashMap<>();
    private final Map<DocumentId, List<EncodedEvent>> archive = new HashMap<>();
    private final Map<DocumentId, Long> epochs = new HashMap<>();

    /** A record of {@code stepfold.step-events}. */
    private sealed interface Forwarded {
        record Event(EncodedEvent record) implements Forwarded {}

        record Erased(Tombstone tombstone) implements Forwarded {}
    }

    SimulatedTopics() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            commands.add(new ArrayList<>());
        }
    }

    List<ProducerRecord<String, byte[]>> commands(int partition) {
        return commands.get(partition);
    }

    void addCommand(ProducerRecord<String, byte[]> command) {
        commands.get(partitionOf(command.key())).add(command);
    }

    /** The commands of a document, in the order in which they are read. */
    List<Command> commandsOf(DocumentId documentId) {
        return commands.get(partitionOf(documentId.value())).stream()
                .flatMap(record -> readable(record).stream())
                .filter(command -> command.documentId().equals(documentId))
                .toList();
    }

    private static Optional<Command> readable(ProducerRecord<String, byte[]> record) {
        try {
            return Optional.of(Records.command(record.key(), record.value()));
        } catch (UnreadableException _) {
            return Optional.empty();
        }
    }

    private static int partitionOf(String key) {
        return Math.floorMod(key.hashCode(), PARTITIONS);
    }

    void create(DocumentId documentId) {
        documents.computeIfAbsent(documentId, _ -> {
            creations.merge(documentId, 1, Integer::sum);
            identities.put(documentId, new Object());
            return new ArrayList<>();
        });
    }

    /** How often a topic was created for a document, without those to which an archived log was restored. */
    int creations(DocumentId documentId) {
        return creations.getOrDefault(documentId, 0);
    }

    /** The identity of the topic that a document has now; stays the same until the topic is deleted. */
    Optional<Object> identityOf(DocumentId documentId) {
        return Optional.ofNullable(identities.get(documentId));
    }

    /** The record of this event names the document's events up to this sequence as forwarded. */
    void claim(EncodedEvent event, long forwarded) {
        claims.put(event, forwarded);
    }

    /** Deletes exactly that topic. */
    boolean delete(DocumentId documentId, Object identity) {
        if (!identityOf(documentId).filter(identity::equals).isPresent()) {
            return false;
        }
        documents.remove(documentId);
        identities.remove(documentId);
        return true;
    }

    /** Adds a record at the end, whatever its sequence; returns its offset. A record for a deleted topic is lost. */
    long append(EncodedEvent record, Object identity) {
        DocumentId documentId = record.event().documentId();
        if (!identityOf(documentId).filter(identity::equals).isPresent()) {
            return -1;
        }
        List<EncodedEvent> records = Objects.requireNonNull(documents.get(documentId));
        records.add(record);
        return records.size() - 1L;
    }

    /** Adds records at the end, all at once; returns whether they got their expected offsets. */
    boolean appendTogether(DocumentId documentId, List<EncodedEvent> batch) {
        List<EncodedEvent> records = documents.get(documentId);
        if (records == null) {
            return false;
        }
        boolean won = records.isEmpty();
        records.addAll(batch);
        if (won) {
            creations.merge(documentId, -1, Integer::sum);
        }
        return won;
    }

    /** Deletes a topic that holds no event that counts. */
    void deleteWithoutEvent(DocumentId documentId, Object identity) {
        if (delete(documentId, identity)) {
            creations.merge(documentId, -1, Integer::sum);
        }
    }

    /** Takes the next writer epoch of a document's archived log, which fences earlier writers. */
    long takeEpoch(DocumentId documentId) {
        return epochs.merge(documentId, 1L, Long::sum);
    }

    /** Writes a log to the archive, or removes it if {@code records} is empty; false if a later epoch was taken. */
    boolean writeArchive(DocumentId documentId, long epoch, List<EncodedEvent> records) {
        if (epochs.getOrDefault(documentId, 0L) != epoch) {
            return false;
        }
        archive.put(documentId, List.copyOf(records));
        return true;
    }

    List<EncodedEvent> archivedRecords(DocumentId documentId) {
        return archive.getOrDefault(documentId, List.of());
    }

    Optional<DocumentLogSlice> archived(DocumentId documentId) {
        List<EncodedEvent> records = archivedRecords(documentId);
        return records.isEmpty() ? Optional.empty() : Optional.of(slice(records, 0));
    }

    /** Every record of a document's topic, fenced or not. */
    List<EncodedEvent> records(DocumentId documentId) {
        return List.copyOf(documents.getOrDefault(documentId, List.of()));
    }

    Optional<DocumentLogSlice> read(DocumentId documentId, long from) {
        return Optional.ofNullable(documents.get(documentId)).map(records -> slice(records, from));
    }

    DocumentLogSlice slice(List<EncodedEvent> records, long from) {
        List<EncodedEvent> counted = new ArrayList<>();
        long forwarded = DocumentLogSlice.NONE_FORWARDED;
        for (int offset = (int) from; offset < records.size(); offset++) {
            EncodedEvent event = records.get(offset);
            if (event.event().sequence() == offset) {
                counted.add(event);
                forwarded = Math.max(forwarded, claims.getOrDefault(event, DocumentLogSlice.NONE_FORWARDED));
            }
        }
        return new DocumentLogSlice(counted, records.size(), forwarded, 0);
    }

    /** The events in a document's topic that count. */
    List<RecordedEvent> history(DocumentId documentId) {
        return read(documentId, 0).map(DocumentLogSlice::events).orElse(List.of());
    }

    /** The records of a document that count, wherever they are kept. */
    List<EncodedEvent> kept(DocumentId documentId) {
        return read(documentId, 0)
                .filter(inTopic -> !inTopic.records().isEmpty())
                .or(() -> archived(documentId))
                .map(DocumentLogSlice::records)
                .orElse(List.of());
    }

    void forward(EncodedEvent event) {
        stepEvents.add(new Forwarded.Event(event));
    }

    /** The records of a document's events in {@code stepfold.step-events}, repetitions included. */
    List<EncodedEvent> forwarded(DocumentId documentId) {
        return stepEvents.stream()
                .flatMap(forwarded -> forwarded instanceof Forwarded.Event(EncodedEvent record)
                                && record.event().documentId().equals(documentId)
                        ? Stream.of(record)
                        : Stream.empty())
                .toList();
    }

    void forward(Tombstone tombstone) {
        stepEvents.add(new Forwarded.Erased(tombstone));
    }

    /** What the projection computes from all records of a document, in the order of their arrival. */
    DocumentState projected(DocumentId documentId) {
        DocumentState state = DocumentState.initial(documentId);
        Instant erasedAt = Instant.MIN;
        for (Forwarded forwarded : stepEvents) {
            switch (forwarded) {
                case Forwarded.Event(EncodedEvent record) -> {
                    RecordedEvent event = record.event();
                    if (event.documentId().equals(documentId)
                            && event.timestamp().isAfter(erasedAt)
                            && (state.exists() || event.sequence() == 0)) {
                        state = DocumentFold.apply(state, event);
                    }
                }
                case Forwarded.Erased(Tombstone tombstone) -> {
                    if (tombstone.documentId().equals(documentId)
                            && tombstone.erasedAt().isAfter(erasedAt)) {
                        erasedAt = tombstone.erasedAt();
                        state = DocumentState.initial(documentId);
                    }
                }
            }
        }
        return state;
    }
}
