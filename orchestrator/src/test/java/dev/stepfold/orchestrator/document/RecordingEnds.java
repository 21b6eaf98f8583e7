package dev.stepfold.orchestrator.document;

import dev.stepfold.documentlog.DocumentTopicEnds.Last;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.schemas.DocumentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The ends of the documents' topics in memory; records which last records were asked for. */
public final class RecordingEnds implements DocumentEnds {
    private final RecordingLogs logs;
    private final List<DocumentId> lookedAt = new ArrayList<>();
    private Runnable meanwhile = () -> {};

    RecordingEnds(RecordingLogs logs) {
        this.logs = logs;
    }

    /** The documents whose last record was read, in that order. */
    public List<DocumentId> lookedAt() {
        return lookedAt;
    }

    /** What happens once while the ends of all topics are asked for, after these topics have answered. */
    public void meanwhile(Runnable happening) {
        meanwhile = happening;
    }

    @Override
    public Map<DocumentId, Long> ends(Predicate<DocumentId> wanted) {
        Map<DocumentId, Long> ends = new LinkedHashMap<>();
        logs.existing().forEach((documentId, log) -> {
            if (wanted.test(documentId)) {
                ends.put(documentId, (long) log.records.size());
            }
        });
        Runnable happening = meanwhile;
        meanwhile = () -> {};
        happening.run();
        return ends;
    }

    @Override
    public Map<DocumentId, Last> last(Collection<DocumentId> documents) {
        Map<DocumentId, Last> found = new HashMap<>();
        for (DocumentId documentId : documents) {
            lookedAt.add(documentId);
            List<EncodedEvent> records = logs.of(documentId).records;
            Optional<EncodedEvent> last = records.isEmpty()
                    ? Optional.empty()
                    : Optional.of(records.getLast())
                            .filter(record -> record.event().sequence() == records.size() - 1);
            found.put(documentId, new Last(records.size(), last));
        }
        return found;
    }
}
