package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An archive in memory for the one document of a {@link RecordingLog}, with a refusal and lost answers on demand. */
final class RecordingArchive implements Archive {
    private final RecordingLog log;
    private List<EncodedEvent> kept = List.of();
    private @Nullable String refusal;
    private boolean losesNextAnswer;
    private @Nullable Runnable meanwhile;

    RecordingArchive(RecordingLog log) {
        this.log = log;
    }

    /** From now on nothing is taken. */
    void refuse(String reason) {
        refusal = reason;
    }

    /** The next call does what it should, and is not answered. */
    void loseNextAnswer() {
        losesNextAnswer = true;
    }

    /** This happens while the next log is stored. */
    void duringNextStore(Runnable action) {
        meanwhile = action;
    }

    /** It has these records. */
    void keep(List<EncodedEvent> records) {
        kept = List.copyOf(records);
    }

    /** What was archived last. */
    List<RecordedEvent> kept() {
        return RecordingLog.slice(kept, 0, DocumentLogSlice.NONE_FORWARDED).events();
    }

    @Override
    public Optional<DocumentLogSlice> find(DocumentId documentId) {
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(RecordingLog.slice(kept, 0, DocumentLogSlice.NONE_FORWARDED));
    }

    @Override
    public Optional<String> refusal(DocumentId documentId) {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean store(DocumentId documentId) throws LogUnavailableException {
        Runnable action = meanwhile;
        meanwhile = null;
        if (action != null) {
            action.run();
        }
        if (log.exists()) {
            if (!(log.counted().getLast().event() instanceof DocumentArchive.Archived)) {
                return false;
            }
            kept = List.copyOf(log.records);
            log.prepareDeletion(documentId).carryOut();
        }
        return answered(!kept.isEmpty());
    }

    @Override
    public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease)
            throws LogUnavailableException {
        DocumentId documentId = restored.event().documentId();
        lease.require(documentId);
        boolean won = log.createOrRead(documentId).endOffset() == 0;
        log.records.addAll(kept);
        log.records.add(restored);
        return answered(won);
    }

    @Override
    public Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException {
        kept = List.of();
        return topic.carryOut();
    }

    private boolean answered(boolean answer) throws LogUnavailableException {
        if (losesNextAnswer) {
            losesNextAnswer = false;
            throw new LogUnavailableException("no answer", new TimeoutException());
        }
        return answer;
    }
}
