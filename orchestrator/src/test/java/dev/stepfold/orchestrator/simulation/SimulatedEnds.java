package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DocumentTopicEnds.Last;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.DocumentEnds;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** One process's view of where the documents' topics end. Others go on between two looks. */
final class SimulatedEnds implements DocumentEnds {
    private final SimulatedTopics topics;
    private final SimulatedOrchestrator process;
    private final Faults faults;

    SimulatedEnds(SimulatedTopics topics, SimulatedOrchestrator process, Faults faults) {
        this.topics = topics;
        this.process = process;
        this.faults = faults;
    }

    @Override
    public Map<DocumentId, Long> ends(Predicate<DocumentId> wanted) throws LogUnavailableException {
        maybeUnanswered();
        Map<DocumentId, Long> ends = new LinkedHashMap<>();
        topics.withTopic().stream()
                .sorted(Comparator.comparing(DocumentId::value))
                .filter(wanted)
                .forEach(documentId ->
                        ends.put(documentId, (long) topics.records(documentId).size()));
        process.letOthersGoOn();
        return ends;
    }

    @Override
    public Map<DocumentId, Last> last(Collection<DocumentId> documents) throws LogUnavailableException {
        maybeUnanswered();
        Map<DocumentId, Last> found = new LinkedHashMap<>();
        for (DocumentId documentId : documents) {
            List<EncodedEvent> records = topics.records(documentId);
            if (topics.withTopic().contains(documentId)) {
                found.put(documentId, new Last(records.size(), last(records)));
            }
        }
        process.letOthersGoOn();
        return found;
    }

    private static Optional<EncodedEvent> last(List<EncodedEvent> records) {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.getLast()).filter(record -> record.event().sequence() == records.size() - 1);
    }

    private void maybeUnanswered() throws LogUnavailableException {
        if (faults.strikes(Kind.READ_UNANSWERED)) {
            throw new LogUnavailableException("simulated", new TimeoutException());
        }
    }
}
