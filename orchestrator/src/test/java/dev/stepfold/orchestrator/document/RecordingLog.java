package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.documentlog.Records;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One document's topic in memory, with the offset rule, a rival writer and failures on demand. */
public final class RecordingLog implements DocumentLog {
    /** The topic: every record, fenced or not, at its offset. */
    final List<EncodedEvent> records = new ArrayList<>();

    /** What each append said besides its events. */
    final List<AppendContext> contexts = new ArrayList<>();

    /** Up to which sequence the log names events as forwarded. */
    long forwarded = DocumentLogSlice.NONE_FORWARDED;

    private boolean exists;
    private boolean madeByTheCluster;
    private int broughtBack;
    private boolean away;
    private boolean awayForReads;
    private @Nullable Meanwhile meanwhile;
    private int recordsBeforeFailure = Integer.MAX_VALUE;

    /** Something that happens while a call waits for Kafka, and that may wait itself. */
    @FunctionalInterface
    public interface Meanwhile {
        void run() throws InterruptedException;
    }

    /** Until {@link #comeBack}, no call is answered, and none has an effect. */
    public void goAway() {
        away = true;
    }

    /** From now on, no read is answered; appends are. */
    public void goAwayForReads() {
        awayForReads = true;
    }

    /** From now on calls are answered. */
    public void comeBack() {
        away = false;
    }

    /** The next append does this before it writes; where that is interrupted, it writes nothing. */
    public void duringNextAppend(Meanwhile action) {
        meanwhile = action;
    }

    /** The next append writes only so many of its records, and then is not answered. */
    void failNextAppendAfter(int records) {
        recordsBeforeFailure = records;
    }

    /** Another writer's record, which has no link. */
    void write(RecordedEvent event) {
        records.add(EncodedEvent.unlinked(event));
    }

    /** Whoever asked for the topic, the cluster made it by itself. */
    public void bringBack() {
        exists = true;
        madeByTheCluster = true;
        broughtBack++;
    }

    /** Whether the document has a topic, and the cluster made it by itself. */
    public boolean isMadeByTheCluster() {
        return exists && madeByTheCluster;
    }

    /** Whether the document has a topic. */
    public boolean exists() {
        return exists;
    }

    /** The events that count. */
    public List<RecordedEvent> counted() {
        return slice(0).events();
    }

    static long bytesOf(List<RecordedEvent> events) {
        return events.stream()
                .mapToLong(event -> JsonCodec.EVENTS.encode(event).length)
                .sum();
    }

    /** The events that count from a sequence on, as a reader gets them. */
    DocumentLogSlice slice(long fromSequence) {
        return slice(records, fromSequence, forwarded);
    }

    static DocumentLogSlice slice(List<EncodedEvent> records, long fromSequence, long forwarded) {
        List<EncodedEvent> counted = new ArrayList<>();
        for (int offset = Math.toIntExact(fromSequence); offset < records.size(); offset++) {
            EncodedEvent record = records.get(offset);
            if (record.event().sequence() == offset) {
                counted.add(record);
            }
        }
        List<RecordedEvent> events = counted.stream().map(EncodedEvent::event).toList();
        return new DocumentLogSlice(counted, records.size(), forwarded, bytesOf(events));
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        requireKafka();
        madeByTheCluster &= exists && !records.isEmpty();
        exists = true;
        return slice(0);
    }

    @Override
    public Optional<LeftOver> findLeftOver(DocumentId documentId) throws LogUnavailableException {
        requireKafka();
        return isMadeByTheCluster() && records.isEmpty()
                ? Optional.of(new BroughtBack(this, broughtBack))
                : Optional.empty();
    }

    /** The topic as it was made by the cluster for that time. */
    private record BroughtBack(RecordingLog log, int time) implements LeftOver {
        @Override
        public void delete() {
            log.exists &= log.broughtBack != time;
        }
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        requireKafka();
        if (awayForReads) {
            throw new LogUnavailableException("no read is answered", new TimeoutException());
        }
        return exists ? Optional.of(slice(fromSequence)) : Optional.empty();
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        requireKafka();
        return () -> {
            requireKafka();
            boolean existed = exists;
            exists = false;
            records.clear();
            return existed ? Optional.of(Instant.EPOCH) : Optional.empty();
        };
    }

    @Override
    public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        requireKafka();
        waitMeanwhile();
        int written = Math.min(recordsBeforeFailure, events.size());
        boolean unanswered = recordsBeforeFailure != Integer.MAX_VALUE;
        recordsBeforeFailure = Integer.MAX_VALUE;
        int won = 0;
        contexts.add(context);
        for (EncodedEvent encoded : events.subList(0, written)) {
            var _ = Records.forDocument(KafkaNames.DEFAULT, encoded, context.trace(), context.forwarded());
            if (encoded.event().sequence() == records.size()) {
                won++;
            }
            records.add(encoded);
        }
        if (unanswered) {
            throw new LogUnavailableException("no answer", new TimeoutException());
        }
        return won;
    }

    private void waitMeanwhile() throws LogUnavailableException {
        Meanwhile action = meanwhile;
        meanwhile = null;
        if (action != null) {
            try {
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LogUnavailableException("interrupted", e);
            }
        }
    }

    private void requireKafka() throws LogUnavailableException {
        if (away) {
            throw new LogUnavailableException("Kafka is away", new TimeoutException());
        }
    }
}
