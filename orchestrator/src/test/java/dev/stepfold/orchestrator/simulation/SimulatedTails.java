package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.FeedTails;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** One process's view of the feed's tails: like the real one, it keeps a tail until it is told to forget it. */
final class SimulatedTails implements FeedTails {
    private final SimulatedTopics topics;
    private final SimulatedOrchestrator process;
    private final Faults faults;
    private final Map<Integer, FeedTail> tails = new HashMap<>();

    SimulatedTails(SimulatedTopics topics, SimulatedOrchestrator process, Faults faults) {
        this.topics = topics;
        this.process = process;
        this.faults = faults;
    }

    @Override
    public void taken(int partition, long unfinished) {
        tails.remove(partition);
    }

    @Override
    public void forget(int partition) {
        tails.remove(partition);
    }

    @Override
    public void erased(DocumentId documentId, int partition) {
        FeedTail kept = tails.get(partition);
        if (kept != null) {
            kept.forget(documentId);
        }
    }

    @Override
    public void released(int partition) {
        tails.remove(partition);
    }

    @Override
    public FeedTail read(int partition) throws LogUnavailableException {
        FeedTail kept = tails.get(partition);
        if (kept != null) {
            return kept;
        }
        maybeUnanswered();
        FeedTail tail = topics.tail(partition, process.now());
        process.letOthersGoOn();
        tails.put(partition, tail);
        return tail;
    }

    @Override
    public List<EncodedEvent> events(int partition, List<Long> offsets) throws LogUnavailableException {
        maybeUnanswered();
        process.letOthersGoOn();
        return topics.forwardedAt(offsets);
    }

    @Override
    public boolean isErasureAsked(int partition, RecordedEvent first) throws LogUnavailableException {
        maybeUnanswered();
        boolean asked = false;
        boolean begun = false;
        for (Command command : topics.commandsOf(first.documentId())) {
            boolean begins = !begun
                    && first.event()
                            .answeredCommand()
                            .filter(command.commandId()::equals)
                            .isPresent();
            begun |= begins;
            asked = !begins && (asked || command instanceof Command.Erase);
        }
        return asked;
    }

    @Override
    public boolean holds(DocumentId documentId, int partition) throws LogUnavailableException {
        maybeUnanswered();
        process.letOthersGoOn();
        return !topics.tail(partition, process.now())
                .offsetsOutside(documentId, List.of())
                .isEmpty();
    }

    @Override
    public Optional<Delivery> erasure(DocumentId documentId, int partition, Instant since)
            throws LogUnavailableException {
        maybeUnanswered();
        process.letOthersGoOn();
        return topics.erasure(documentId);
    }

    @Override
    public List<Delivery> commandsSinceStart(DocumentId documentId, int partition) throws LogUnavailableException {
        maybeUnanswered();
        process.letOthersGoOn();
        return topics.commandsSinceStart(documentId);
    }

    private void maybeUnanswered() throws LogUnavailableException {
        if (faults.strikes(Kind.READ_UNANSWERED)) {
            throw new LogUnavailableException("simulated", new TimeoutException());
        }
    }
}
