package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.projection.EventStory;
import dev.stepfold.projection.topology.Suspects.Cause;
import dev.stepfold.schemas.DocumentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The documents' logs, and what the healing told. */
public final class FakeLogs implements Healing.Logs, Healing.Watch {
    final Suspects suspects = new Suspects();
    final List<Cause> refolded = new ArrayList<>();
    int emptyLogs;
    int reads;
    boolean isAway;
    final Set<DocumentId> unreadable = new HashSet<>();
    private final Map<DocumentId, List<EncodedEvent>> logs = new HashMap<>();

    /** A topology's healing, without any log. */
    public static Healing none() {
        return new FakeLogs().healing();
    }

    Healing healing() {
        return new Healing(suspects, this, this);
    }

    /** From now on, the document's log is that. */
    void put(EventStory story) {
        logs.put(story.documentId(), story.records());
    }

    void putEmpty(DocumentId documentId) {
        logs.put(documentId, List.of());
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long from, long to) throws LogUnavailableException {
        reads++;
        if (isAway || unreadable.contains(documentId)) {
            throw new LogUnavailableException("Kafka is away", new IllegalStateException());
        }
        return Optional.ofNullable(logs.get(documentId)).map(log -> slice(log, from, to));
    }

    private static DocumentLogSlice slice(List<EncodedEvent> log, long from, long to) {
        int end = (int) Math.min(log.size(), to);
        return new DocumentLogSlice(
                log.subList((int) Math.min(from, end), end), end, DocumentLogSlice.NONE_FORWARDED, 0);
    }

    @Override
    public void refolded(Cause cause) {
        refolded.add(cause);
    }

    @Override
    public void foundEmptyLog() {
        emptyLogs++;
    }
}
