package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The feed's tail in memory. It shows nothing as lost until the test says what the feed holds. */
public final class RecordingTails implements FeedTails {
    private final List<EncodedEvent> held = new ArrayList<>();
    private FeedTail tail = new FeedTail.Builder().build(Instant.MIN, Instant.MIN);
    private boolean erasureAsked;
    private boolean heldBefore;
    private boolean heldIsUnknown;
    private int readsOfTheWhole;
    private List<Delivery> keptCommands = List.of();
    private Optional<Delivery> keptErasure = Optional.empty();
    private int forgotten;

    /** The feed holds exactly these events, and was read at {@code readAt}. */
    void hold(List<EncodedEvent> events, Instant readAt) {
        held.clear();
        held.addAll(events);
        FeedTail.Builder builder = new FeedTail.Builder();
        for (int offset = 0; offset < events.size(); offset++) {
            EncodedEvent event = events.get(offset);
            builder.add(
                    event.event().documentId(),
                    event.event().sequence(),
                    event.event().timestamp(),
                    event.previous(),
                    event.event().isSeal(),
                    offset);
        }
        tail = builder.build(Instant.MIN, readAt);
    }

    /** A command to erase the document is among the commands. */
    void askErasure() {
        erasureAsked = true;
    }

    /** How often a tail was forgotten. */
    public int forgotten() {
        return forgotten;
    }

    @Override
    public void taken(int partition, long unfinished) {}

    @Override
    public void forget(int partition) {
        forgotten++;
    }

    @Override
    public void erased(DocumentId documentId, int partition) {
        tail.forget(documentId);
    }

    @Override
    public void released(int partition) {}

    @Override
    public FeedTail read(int partition) {
        return tail;
    }

    @Override
    public List<EncodedEvent> events(int partition, List<Long> offsets) {
        return offsets.stream().map(offset -> held.get(Math.toIntExact(offset))).toList();
    }

    @Override
    public boolean isErasureAsked(int partition, RecordedEvent first) {
        return erasureAsked;
    }

    /** The feed holds an event of every document, before its tail. */
    public void holdAllBeforeTheTail() {
        heldBefore = true;
    }

    /** The whole feed cannot be read. */
    public void failToTellWhatIsHeld() {
        heldIsUnknown = true;
    }

    /** How often the whole feed was to be read. */
    public int readsOfTheWhole() {
        return readsOfTheWhole;
    }

    @Override
    public boolean holds(DocumentId documentId, int partition) throws LogUnavailableException {
        readsOfTheWhole++;
        if (heldIsUnknown) {
            throw new LogUnavailableException("too long", new IllegalStateException("too long"));
        }
        return heldBefore || !tail.offsetsOutside(documentId, List.of()).isEmpty();
    }

    /** These are the commands of a document since its start. */
    public void keepCommands(List<Delivery> commands) {
        keptCommands = List.copyOf(commands);
    }

    @Override
    public List<Delivery> commandsSinceStart(DocumentId documentId, int partition) {
        return keptCommands;
    }

    /** This command has erased a document, and none has begun it anew. */
    public void keepErasure(Delivery erasure) {
        keptErasure = Optional.of(erasure);
    }

    @Override
    public Optional<Delivery> erasure(DocumentId documentId, int partition, Instant since) {
        return keptErasure;
    }
}
