package dev.stepfold.gateway.testkit;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.gateway.stream.Recorded;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One document's topic in memory, and a projection that can be behind. */
public final class FakeRecorded implements Recorded {
    private final DocumentId documentId;
    private final List<@Nullable EncodedEvent> topic = new ArrayList<>();
    private boolean topicExists = true;
    private boolean accepted = true;
    private boolean logDown;
    private long projectedTo = Long.MAX_VALUE;
    private @Nullable DocumentState foundBefore;
    private Runnable beforeSnapshot = () -> {};
    private int reads;

    public FakeRecorded(DocumentId documentId) {
        this.documentId = documentId;
    }

    /** Appends events as their writer would. */
    public void append(List<RecordedEvent> events) {
        topic.addAll(EncodedEvent.linked(head(), events));
    }

    /** Appends records as they are. */
    public void appendRecords(List<EncodedEvent> records) {
        topic.addAll(records);
    }

    private ChainHash head() {
        return slice(0, topic.size()).headAfter(ChainHash.START);
    }

    /** The topic lost its records, and has these now. */
    public void replaceBy(List<RecordedEvent> events) {
        topic.clear();
        append(events);
    }

    /** Appends a write that lost its offset. */
    public void appendFenced() {
        topic.add(null);
    }

    /** The topic is not there yet. */
    public void withoutTopic() {
        topicExists = false;
    }

    public void createTopic() {
        topicExists = true;
    }

    /** The document is unknown. */
    public void unknown() {
        topicExists = false;
        accepted = false;
    }

    /** The topic was deleted and recreated. */
    public void startAnew() {
        topic.clear();
    }

    /** The projection has folded events below {@code sequence} only. */
    public void projectedBelow(long sequence) {
        projectedTo = sequence;
    }

    /** The document is erased, and may be recreated, just after this state of it was found. */
    public void foundBeforeItsErasure(DocumentState state) {
        foundBefore = state;
    }

    /** Kafka does not answer. */
    public void logDown() {
        logDown = true;
    }

    /** What happens just before the snapshot is taken. */
    public void beforeSnapshot(Runnable action) {
        beforeSnapshot = action;
    }

    /** How often the topic was read. */
    public int reads() {
        return reads;
    }

    @Override
    public Optional<DocumentState> find(DocumentId id) {
        beforeSnapshot.run();
        if (foundBefore != null) {
            return Optional.of(foundBefore);
        }
        return accepted || topicExists ? Optional.of(folded(projectedTo)) : Optional.empty();
    }

    @Override
    public Optional<DocumentState> findLatest(DocumentId id) throws LogUnavailableException {
        checkUp();
        return Optional.of(folded(Long.MAX_VALUE));
    }

    @Override
    public DocumentState refold(DocumentId id) throws LogUnavailableException {
        checkUp();
        return folded(Long.MAX_VALUE);
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId id, long from, long to) throws LogUnavailableException {
        checkUp();
        reads++;
        if (!topicExists) {
            return Optional.empty();
        }
        return Optional.of(slice(from, Math.min(to, topic.size())));
    }

    private DocumentLogSlice slice(long from, long end) {
        List<EncodedEvent> records = new ArrayList<>();
        for (long offset = from; offset < end; offset++) {
            EncodedEvent record = topic.get((int) offset);
            if (record != null) {
                records.add(record);
            }
        }
        return new DocumentLogSlice(records, end, DocumentLogSlice.NONE_FORWARDED, 0);
    }

    private void checkUp() throws LogUnavailableException {
        if (logDown) {
            throw new LogUnavailableException("down", new IllegalStateException("down"));
        }
    }

    private DocumentState folded(long below) {
        List<RecordedEvent> events = slice(0, topic.size()).events().stream()
                .filter(event -> event.sequence() < below)
                .toList();
        return DocumentFold.fold(documentId, events);
    }
}
