package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.Records;
import dev.stepfold.documentlog.Tombstone;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Kafka's contents: the commands, the documents' topics with the fence rule, the archive, and
 * {@code stepfold.step-events}.
 */
final class SimulatedTopics {
    static final int PARTITIONS = 2;
    private static final Traceparent TRACE = new Traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    private final List<List<Sent>> commands = new ArrayList<>();
    private final Map<DocumentId, List<EncodedEvent>> documents = new LinkedHashMap<>();
    private final List<Forwarded> stepEvents = new ArrayList<>();
    /** Up to which sequence the record of an event names events as forwarded, by the event's identity. */
    private final IdentityHashMap<EncodedEvent, Long> claims = new IdentityHashMap<>();

    private final Map<DocumentId, Object> identities = new HashMap<>();
    private final Map<DocumentId, Integer> creations = new HashMap<>();
    private final Map<DocumentId, List<EncodedEvent>> archive = new HashMap<>();
    private final Map<DocumentId, Long> epochs = new HashMap<>();

    /** How many records of a topic were written in one batch at its beginning, which is lost as a whole or not at all. */
    private final Map<DocumentId, Integer> firstBatches = new HashMap<>();

    private final List<Command> lostCommands = new ArrayList<>();
    /** What the logs held that were cut, until the next append: their writers learn of the cut by that. */
    private final Map<DocumentId, List<List<EncodedEvent>>> beforeCut = new HashMap<>();

    /** What the feed had behind a log's head when the log went on another way. */
    private final Map<DocumentId, List<EncodedEvent>> leftBehind = new HashMap<>();

    private int leaderEpoch;
    private int losses;
    private int powerCuts;

    /** A record of {@code stepfold.commands}. */
    record Sent(ProducerRecord<String, byte[]> record, int leaderEpoch) {}

    /** A record of {@code stepfold.step-events}. */
    private sealed interface Forwarded {
        DocumentId documentId();

        record Event(EncodedEvent record) implements Forwarded {
            @Override
            public DocumentId documentId() {
                return record.event().documentId();
            }
        }

        record Erased(Tombstone tombstone) implements Forwarded {
            @Override
            public DocumentId documentId() {
                return tombstone.documentId();
            }
        }
    }

    SimulatedTopics() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            commands.add(new ArrayList<>());
        }
    }

    List<Sent> commands(int partition) {
        return commands.get(partition);
    }

    void addCommand(ProducerRecord<String, byte[]> command) {
        commands.get(partitionOf(command.key())).add(new Sent(command, leaderEpoch));
    }

    /** The offset after the last command that was written under this leader or an earlier one. */
    long endOfEpoch(int partition, int epoch) {
        return commands.get(partition).stream()
                .filter(sent -> sent.leaderEpoch <= epoch)
                .count();
    }

    /** The commands of a document, in the order in which they are read. */
    List<Command> commandsOf(DocumentId documentId) {
        return commands.get(partitionOf(documentId.value())).stream()
                .flatMap(sent -> readable(sent.record).stream())
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

    static int partitionOf(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % PARTITIONS;
    }

    /** Kafka loses what it had not written to the disk: the end of every file, each from another point on. */
    void losePower(RandomGenerator random) {
        leaderEpoch++;
        powerCuts++;
        documents.keySet().forEach(documentId -> cutLog(documentId, random));
        for (int partition = 0; partition < PARTITIONS; partition++) {
            cutFeed(partition, keptOf(feedOf(partition).size(), random));
            List<Sent> all = commands.get(partition);
            List<Sent> lost = all.subList(keptOf(all.size(), random), all.size());
            lost.stream().flatMap(sent -> readable(sent.record).stream()).forEach(lostCommands::add);
            lost.clear();
        }
    }

    /** A document's log loses its end. */
    void cutLog(DocumentId documentId, RandomGenerator random) {
        List<EncodedEvent> records = Objects.requireNonNull(documents.get(documentId));
        int kept = keptOf(records.size(), random);
        int whole = kept < firstBatches.getOrDefault(documentId, 0) ? 0 : kept;
        if (whole < records.size()) {
            losses++;
            beforeCut.computeIfAbsent(documentId, _ -> new ArrayList<>()).add(List.copyOf(records));
            records.subList(whole, records.size()).clear();
        }
    }

    /** Often all or nearly all; sometimes nothing. */
    private static int keptOf(int size, RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> size;
            case 1 -> random.nextInt(size + 1);
            default -> Math.max(0, size - random.nextInt(8));
        };
    }

    private List<Forwarded> feedOf(int partition) {
        return stepEvents.stream()
                .filter(one -> partitionOf(one.documentId().value()) == partition)
                .toList();
    }

    private void cutFeed(int partition, int kept) {
        List<Forwarded> all = feedOf(partition);
        Set<Forwarded> lost = Collections.newSetFromMap(new IdentityHashMap<>());
        lost.addAll(all.subList(kept, all.size()));
        stepEvents.removeIf(lost::contains);
    }

    /** Whether Kafka lost anything. */
    boolean hadLosses() {
        return losses > 0 || powerCuts > 0;
    }

    /** Whether Kafka lost commands and commits, too. */
    boolean hadPowerCut() {
        return powerCuts > 0;
    }

    /** Whether a command to erase the document was lost. */
    boolean lostErasure(DocumentId documentId) {
        return lostCommands.stream()
                .anyMatch(command -> command.documentId().equals(documentId) && command instanceof Command.Erase);
    }

    /** Whether a command to begin the document was lost. */
    boolean lostStart(DocumentId documentId) {
        return lostCommands.stream()
                .anyMatch(command -> command.documentId().equals(documentId)
                        && command instanceof Command.StartRun start
                        && start.newDocument());
    }

    /** The document's events as its writer knows them, who may not know yet that its log was cut: any of these. */
    List<List<RecordedEvent>> knownHistories(DocumentId documentId) {
        List<List<RecordedEvent>> known = new ArrayList<>(List.of(history(documentId)));
        beforeCut.getOrDefault(documentId, List.of()).stream()
                .map(records -> slice(records, 0).events())
                .forEach(known::add);
        return known;
    }

    /** The command that erased a document, if none begins it anew. */
    Optional<Delivery> erasure(DocumentId documentId) {
        Optional<Delivery> latest = Optional.empty();
        for (Delivery delivery : deliveries(documentId)) {
            if (delivery.command() instanceof Command.Erase) {
                latest = Optional.of(delivery);
            } else if (delivery.command() instanceof Command.StartRun start && start.newDocument()) {
                latest = Optional.empty();
            }
        }
        return latest;
    }

    /** The command that began a document, and those after it; none if it was erased since. */
    List<Delivery> commandsSinceStart(DocumentId documentId) {
        List<Delivery> found = new ArrayList<>();
        for (Delivery delivery : deliveries(documentId)) {
            Command command = delivery.command();
            boolean begins = command instanceof Command.StartRun start && start.newDocument();
            if (command instanceof Command.Erase) {
                found.clear();
            } else if (begins || !found.isEmpty()) {
                found.add(delivery);
            }
        }
        return found;
    }

    private List<Delivery> deliveries(DocumentId documentId) {
        int partition = partitionOf(documentId.value());
        List<Delivery> found = new ArrayList<>();
        List<Sent> all = commands.get(partition);
        for (int offset = 0; offset < all.size(); offset++) {
            Optional<Command> command = readable(all.get(offset).record)
                    .filter(one -> one.documentId().equals(documentId));
            if (command.isPresent()) {
                found.add(new Delivery(command.get(), TRACE, partition, offset, 0));
            }
        }
        return found;
    }

    /** The documents that have a topic. */
    Set<DocumentId> withTopic() {
        return Set.copyOf(documents.keySet());
    }

    /** The tail of a partition of the feed: all of it. */
    FeedTail tail(int partition, Instant now) {
        FeedTail.Builder tail = new FeedTail.Builder();
        for (int offset = 0; offset < stepEvents.size(); offset++) {
            Forwarded one = stepEvents.get(offset);
            if (partitionOf(one.documentId().value()) == partition) {
                switch (one) {
                    case Forwarded.Event(EncodedEvent record) ->
                        tail.add(
                                record.event().documentId(),
                                record.event().sequence(),
                                record.event().timestamp(),
                                record.previous(),
                                record.event().isSeal(),
                                offset);
                    case Forwarded.Erased(Tombstone tombstone) -> tail.add(tombstone);
                }
            }
        }
        archive.forEach((documentId, records) -> {
            if (!records.isEmpty() && partitionOf(documentId.value()) == partition) {
                tail.addArchived(documentId, records.size());
            }
        });
        return tail.build(Instant.EPOCH, now);
    }

    /** The events at these places of the feed, as far as they are there. */
    List<EncodedEvent> forwardedAt(List<Long> offsets) {
        List<EncodedEvent> found = new ArrayList<>();
        for (long offset : offsets) {
            if (offset < stepEvents.size() && stepEvents.get((int) offset) instanceof Forwarded.Event(var record)) {
                found.add(record);
            }
        }
        return found;
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
        if (Objects.requireNonNull(documents.remove(documentId)).isEmpty()) {
            // Nobody saw it: a process ended before the first event, and the sweep found the erasure that was asked for
            // since.
            creations.merge(documentId, -1, Integer::sum);
        }
        identities.remove(documentId);
        firstBatches.remove(documentId);
        return true;
    }

    /** Adds a record at the end, whatever its sequence; returns its offset. A record for a deleted topic is lost. */
    long append(EncodedEvent record, Object identity) {
        DocumentId documentId = record.event().documentId();
        if (!identityOf(documentId).filter(identity::equals).isPresent()) {
            return -1;
        }
        List<EncodedEvent> records = Objects.requireNonNull(documents.get(documentId));
        if (record.event().sequence() == records.size()) {
            noteLeftBehind(record);
        }
        records.add(record);
        beforeCut.remove(documentId);
        return records.size() - 1L;
    }

    /**
     * Of a document that is erased, the feed may have an earlier life whose tombstone is lost, which nothing continues.
     */
    private void noteLeftBehind(EncodedEvent record) {
        DocumentId documentId = record.event().documentId();
        Optional<ChainHash> head = record.previous();
        boolean begins = head.filter(ChainHash.START::equals).isPresent();
        if (begins
                && (lostErasure(documentId)
                        || commandsOf(documentId).stream().anyMatch(Command.Erase.class::isInstance))) {
            return;
        }
        Set<Optional<ChainHash>> heads = new HashSet<>();
        for (EncodedEvent forwarded : forwardedSinceErasure(documentId)) {
            boolean another = forwarded.previous().equals(head) && !isCopy(record.event(), forwarded.event());
            if (another || heads.contains(forwarded.previous())) {
                heads.add(forwarded.previous().map(forwarded::hashAfter));
                leftBehind.computeIfAbsent(documentId, _ -> new ArrayList<>()).add(forwarded);
            }
        }
    }

    /** Whether they are the same but for the sequence. */
    private static boolean isCopy(RecordedEvent one, RecordedEvent other) {
        return one.runId().equals(other.runId())
                && one.timestamp().equals(other.timestamp())
                && one.event().equals(other.event());
    }

    /**
     * What the feed had behind the head of the document's log when the log went on another way, at any time, and still
     * has.
     */
    List<EncodedEvent> leftBehind(DocumentId documentId) {
        List<EncodedEvent> left = new ArrayList<>(leftBehind.getOrDefault(documentId, List.of()));
        if (!left.isEmpty()) {
            left.retainAll(forwardedSinceErasure(documentId));
        }
        return left;
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
            firstBatches.put(documentId, batch.size());
        }
        return won;
    }

    /** Deletes a topic that holds no event that counts. */
    void deleteWithoutEvent(DocumentId documentId, Object identity) {
        boolean hasFencedWrites = !documents.getOrDefault(documentId, List.of()).isEmpty();
        if (delete(documentId, identity) && hasFencedWrites) {
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

    /** The records of a document's events in {@code stepfold.step-events} since its latest tombstone. */
    List<EncodedEvent> forwardedSinceErasure(DocumentId documentId) {
        List<EncodedEvent> found = new ArrayList<>();
        Instant erasedAt = Instant.MIN;
        for (Forwarded one : stepEvents) {
            if (!one.documentId().equals(documentId)) {
                continue;
            }
            switch (one) {
                case Forwarded.Event(EncodedEvent record) -> {
                    // An erasure of nothing takes no simulated time.
                    if (!record.event().timestamp().isBefore(erasedAt)) {
                        found.add(record);
                    }
                }
                case Forwarded.Erased(Tombstone tombstone) -> {
                    if (tombstone.erasedAt().isAfter(erasedAt)) {
                        erasedAt = tombstone.erasedAt();
                        found.clear();
                    }
                }
            }
        }
        return found;
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

    /**
     * What the projection computes from the feed while every event continues the chain of those before it; empty if one
     * does not, since the projection then reads the log.
     */
    Optional<DocumentState> projectedByChain(DocumentId documentId) {
        DocumentState state = DocumentState.initial(documentId);
        ChainHash head = ChainHash.START;
        Instant erasedAt = Instant.MIN;
        for (Forwarded forwarded : stepEvents) {
            if (!forwarded.documentId().equals(documentId)) {
                continue;
            }
            if (forwarded instanceof Forwarded.Erased(Tombstone tombstone)
                    && tombstone.erasedAt().isAfter(erasedAt)) {
                erasedAt = tombstone.erasedAt();
                state = DocumentState.initial(documentId);
                head = ChainHash.START;
            } else if (forwarded instanceof Forwarded.Event(EncodedEvent record)
                    && record.event().timestamp().isAfter(erasedAt)
                    && !(state.exists() && record.event().sequence() < state.sequence())) {
                boolean again = state.exists() && record.event().sequence() == state.sequence();
                if (again && record.hashAfter(head).equals(head)) {
                    continue;
                }
                if (!record.previous().equals(Optional.of(head))) {
                    return Optional.empty();
                }
                state = DocumentFold.apply(state, record.event());
                head = record.hashAfter(head);
            }
        }
        return Optional.of(state);
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
