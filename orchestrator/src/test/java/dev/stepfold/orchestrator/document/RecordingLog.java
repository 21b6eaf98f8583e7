package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;

/** One document's topic in memory, with the offset rule, a rival writer and failures on demand. */
final class RecordingLog implements DocumentLog {
    /** The topic: every record, fenced or not, at its offset. */
    final List<RecordedEvent> records = new ArrayList<>();

    private boolean exists;
    private int recordsBeforeFailure = Integer.MAX_VALUE;

    /** The next append writes only so many of its records, and then is not answered. */
    void failNextAppendAfter(int records) {
        recordsBeforeFailure = records;
    }

    /** Whether the document has a topic. */
    boolean exists() {
        return exists;
    }

    /** The events that count. */
    List<RecordedEvent> counted() {
        List<RecordedEvent> counted = new ArrayList<>();
        for (int offset = 0; offset < records.size(); offset++) {
            if (records.get(offset).sequence() == offset) {
                counted.add(records.get(offset));
            }
        }
        return counted;
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) {
        exists = true;
        return new DocumentLogSlice(counted(), records.size());
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) {
        return exists
                ? Optional.of(new DocumentLogSlice(
                        counted().stream()
                                .filter(event -> event.sequence() >= fromSequence)
                                .toList(),
                        records.size()))
                : Optional.empty();
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) {
        return () -> {
            boolean existed = exists;
            exists = false;
            records.clear();
            return existed ? Optional.of(Instant.EPOCH) : Optional.empty();
        };
    }

    @Override
    public int append(List<RecordedEvent> events, Traceparent trace) throws LogUnavailableException {
        int written = Math.min(recordsBeforeFailure, events.size());
        boolean unanswered = recordsBeforeFailure != Integer.MAX_VALUE;
        recordsBeforeFailure = Integer.MAX_VALUE;
        int won = 0;
        for (RecordedEvent event : events.subList(0, written)) {
            if (event.sequence() == records.size()) {
                won++;
            }
            records.add(event);
        }
        if (unanswered) {
            throw new LogUnavailableException("no answer", new TimeoutException());
        }
        return won;
    }
}
