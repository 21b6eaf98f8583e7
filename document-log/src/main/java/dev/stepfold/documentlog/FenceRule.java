package dev.stepfold.documentlog;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.codec.UnreadableException.Reason;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which records count in a document's log, wherever it is kept: <b>a record whose offset is not its sequence is a
 * fenced write and is ignored</b>. The log itself therefore decides between two writers.
 */
public final class FenceRule {
    private static final Logger LOG = LoggerFactory.getLogger(FenceRule.class);

    private FenceRule() {}

    /**
     * The event of a record; empty if it is a fenced write.
     *
     * @param previous what the record says of the event before it
     * @throws UnreadableException if it is not an event of the document
     */
    public static Optional<EncodedEvent> counted(
            DocumentId documentId,
            long offset,
            @Nullable String key,
            byte @Nullable [] value,
            Optional<ChainHash> previous)
            throws UnreadableException {
        RecordedEvent event = Records.event(key, value);
        if (!event.documentId().equals(documentId)) {
            throw new UnreadableException(Reason.KEY_MISMATCH, "the event belongs to another document");
        }
        if (event.sequence() != offset) {
            LOG.debug("fenced documentId={} sequence={} offset={}", documentId, event.sequence(), offset);
            return Optional.empty();
        }
        return Optional.of(EncodedEvent.read(event, Objects.requireNonNull(value), previous));
    }
}
