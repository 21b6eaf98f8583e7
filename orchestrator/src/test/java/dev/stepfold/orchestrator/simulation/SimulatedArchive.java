package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Archive;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.document.PartitionLease;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.DocumentArchive;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One process's access to the archive, in the same steps as the real one. Between any two steps other processes run,
 * the process may die or be stopped, and Kafka may not answer. Its writes are fenced once another process has opened a
 * writer for the document.
 */
final class SimulatedArchive implements Archive {
    private final SimulatedTopics topics;
    private final SimulatedLog log;
    private final SimulatedOrchestrator process;
    private final Faults faults;

    SimulatedArchive(SimulatedTopics topics, SimulatedLog log, SimulatedOrchestrator process, Faults faults) {
        this.topics = topics;
        this.log = log;
        this.process = process;
        this.faults = faults;
    }

    @Override
    public Optional<DocumentLogSlice> find(DocumentId documentId) throws LogUnavailableException {
        maybeUnanswered();
        return topics.archived(documentId);
    }

    @Override
    public Optional<String> refusal(DocumentId documentId) throws LogUnavailableException {
        maybeUnanswered();
        return Optional.empty();
    }

    @Override
    public boolean store(DocumentId documentId) throws LogUnavailableException {
        long epoch = topics.takeEpoch(documentId);
        step();
        Optional<Object> topic = topics.identityOf(documentId);
        step();
        List<EncodedEvent> records = topics.records(documentId);
        if (topic.isEmpty() || records.isEmpty()) {
            return topics.archived(documentId)
                    .filter(SimulatedArchive::isSealed)
                    .isPresent();
        }
        if (!isSealed(topics.slice(records, 0))) {
            return false;
        }
        step();
        write(documentId, epoch, records);
        step();
        topics.delete(documentId, topic.get());
        step();
        return true;
    }

    @Override
    public boolean restore(EncodedEvent restored, Traceparent trace, PartitionLease lease)
            throws LogUnavailableException {
        DocumentId documentId = restored.event().documentId();
        step();
        List<EncodedEvent> records = topics.archivedRecords(documentId);
        if (records.size() != restored.event().sequence()) {
            return false;
        }
        step();
        lease.require(documentId);
        Optional<Object> before = topics.identityOf(documentId);
        topics.create(documentId);
        step();
        if (before.isPresent() && !topics.records(documentId).isEmpty()) {
            if (topics.history(documentId).isEmpty()) {
                topics.deleteWithoutEvent(documentId, before.get());
            }
            return false;
        }
        step();
        lease.require(documentId);
        List<EncodedEvent> batch = new ArrayList<>(records);
        batch.add(restored);
        boolean won = topics.appendTogether(documentId, batch);
        log.learn(documentId);
        step();
        return won;
    }

    @Override
    public Optional<Instant> erase(DocumentId documentId, @Nullable RecordedEvent first, DocumentLog.Deletion topic)
            throws LogUnavailableException {
        if (first == null) {
            return topic.carryOut();
        }
        long epoch = topics.takeEpoch(documentId);
        step();
        List<EncodedEvent> archived = topics.archivedRecords(documentId);
        step();
        if (beginsWith(archived, first)) {
            write(documentId, epoch, List.of());
            step();
        }
        Optional<Instant> deletedAt = topic.carryOut();
        step();
        List<EncodedEvent> left = topics.archivedRecords(documentId);
        step();
        if (left.isEmpty() || beginsWith(left, first)) {
            write(documentId, epoch, List.of());
            step();
        }
        return deletedAt;
    }

    private void write(DocumentId documentId, long epoch, List<EncodedEvent> records) throws LogUnavailableException {
        if (!topics.writeArchive(documentId, epoch, records)) {
            throw new LogUnavailableException("fenced", new IllegalStateException());
        }
    }

    /** Fenced writes may be before the first event. */
    private boolean beginsWith(List<EncodedEvent> records, RecordedEvent first) {
        List<RecordedEvent> events = topics.slice(records, 0).events();
        return !events.isEmpty() && events.getFirst().equals(first);
    }

    private static boolean isSealed(DocumentLogSlice log) {
        return !log.events().isEmpty() && log.events().getLast().event() instanceof DocumentArchive.Archived;
    }

    private void step() throws LogUnavailableException {
        process.letOthersGoOn();
        if (faults.strikes(Kind.STOPPED_IN_ARCHIVE)) {
            process.standStill();
        }
        faults.maybeCrash(Kind.CRASH_IN_ARCHIVE);
        maybeUnanswered();
    }

    private void maybeUnanswered() throws LogUnavailableException {
        if (faults.strikes(Kind.READ_UNANSWERED)) {
            throw new LogUnavailableException("simulated", new TimeoutException());
        }
    }
}
