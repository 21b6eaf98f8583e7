package dev.stepfold.orchestrator.simulation;

import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.AppendContext;
import dev.stepfold.orchestrator.document.DocumentLog;
import dev.stepfold.orchestrator.simulation.Faults.Kind;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * One process's access to the documents' topics. Like the real one, it appends the first event alone unless the append
 * continues another one, and other actions run while it waits for an answer. Of an append without an answer, the first
 * records have arrived, and the others are lost or arrive later; also after a later append of the same process, which
 * may use another producer. A record for a deleted topic never gets into another topic of the same name (ADR 20
 * describes where Kafka differs).
 */
final class SimulatedLog implements DocumentLog {
    private static final Duration LATE_WITHIN = Duration.ofSeconds(3);

    private final SimulatedTopics topics;
    private final Scheduler scheduler;
    private final SimulatedOrchestrator process;
    private final Faults faults;
    private final RandomGenerator random;
    private final Map<DocumentId, Queue<Runnable>> late = new HashMap<>();

    /**
     * The topics that this process has seen: it writes to those, and never to others created later under the same
     * names.
     */
    private final Map<DocumentId, Object> known = new HashMap<>();

    SimulatedLog(
            SimulatedTopics topics,
            Scheduler scheduler,
            SimulatedOrchestrator process,
            Faults faults,
            RandomGenerator random) {
        this.topics = topics;
        this.scheduler = scheduler;
        this.process = process;
        this.faults = faults;
        this.random = random;
    }

    @Override
    public DocumentLogSlice createOrRead(DocumentId documentId) throws LogUnavailableException {
        maybeUnanswered();
        topics.create(documentId);
        return read(documentId, 0).orElseThrow(() -> new LogUnavailableException("simulated", new TimeoutException()));
    }

    /** Simulated clusters make no topic by themselves. */
    @Override
    public Optional<LeftOver> findLeftOver(DocumentId documentId) {
        return Optional.empty();
    }

    @Override
    public Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException {
        maybeUnanswered();
        learn(documentId);
        return topics.read(documentId, fromSequence);
    }

    /** Remembers the topic that a document has now. */
    void learn(DocumentId documentId) {
        topics.identityOf(documentId).ifPresent(topic -> known.put(documentId, topic));
    }

    @Override
    public Deletion prepareDeletion(DocumentId documentId) throws LogUnavailableException {
        maybeUnanswered();
        Optional<Object> topic = topics.identityOf(documentId);
        return new Deletion() {
            private Optional<Instant> deletedAt = Optional.empty();

            @Override
            public Optional<Instant> carryOut() throws LogUnavailableException {
                process.letOthersGoOn();
                faults.maybeCrash(Kind.CRASH_BEFORE_ERASE);
                if (deletedAt.isEmpty() && topic.isPresent() && topics.delete(documentId, topic.get())) {
                    deletedAt = Optional.of(process.now());
                }
                faults.maybeCrash(Kind.CRASH_AFTER_ERASE);
                maybeUnanswered();
                return deletedAt;
            }
        };
    }

    @Override
    public int append(List<EncodedEvent> events, AppendContext context) throws LogUnavailableException {
        events.forEach(event -> topics.claim(event, context.forwarded()));
        process.letOthersGoOn();
        faults.maybeCrash(Kind.CRASH_BEFORE_APPEND);
        DocumentId documentId = events.getFirst().event().documentId();
        if (random.nextBoolean()) {
            arriveLate(documentId);
        }
        if (faults.strikes(Kind.APPEND_UNANSWERED)) {
            int arrived = random.nextInt(events.size() + 1);
            write(events.subList(0, arrived));
            if (faults.strikes(Kind.LATE_APPEND)) {
                Queue<Runnable> waiting = late.computeIfAbsent(documentId, _ -> new ArrayDeque<>());
                Object topic = topicOf(events.getFirst());
                events.subList(arrived, events.size()).forEach(event -> waiting.add(() -> topics.append(event, topic)));
                scheduler.within(LATE_WITHIN, () -> arriveLate(documentId));
            }
            throw new LogUnavailableException("simulated", new TimeoutException());
        }
        if (!context.continues()) {
            if (write(events.subList(0, 1)) == 0) {
                return 0;
            }
            process.letOthersGoOn();
        }
        int alone = context.continues() ? 0 : 1;
        List<EncodedEvent> rest = events.subList(alone, events.size());
        if (faults.strikes(Kind.CRASH_AFTER_APPEND)) {
            write(rest.subList(0, random.nextInt(rest.size() + 1)));
            throw new Faults.Crash(Kind.CRASH_AFTER_APPEND);
        }
        return alone + write(rest);
    }

    private int write(List<EncodedEvent> events) throws LogUnavailableException {
        int won = 0;
        for (EncodedEvent event : events) {
            long offset = topics.append(event, topicOf(event));
            if (offset == event.event().sequence()) {
                won++;
            } else if (offset < 0) {
                throw new LogUnavailableException("the topic does not exist any more", new TimeoutException());
            }
        }
        return won;
    }

    private Object topicOf(EncodedEvent event) {
        return Objects.requireNonNull(known.get(event.event().documentId()));
    }

    /** What is on its way to Kafka never arrives. */
    void losePower() {
        late.clear();
    }

    private void arriveLate(DocumentId documentId) {
        Queue<Runnable> waiting = late.remove(documentId);
        if (waiting != null) {
            waiting.forEach(Runnable::run);
        }
    }

    private void maybeUnanswered() throws LogUnavailableException {
        if (faults.strikes(Kind.READ_UNANSWERED)) {
            throw new LogUnavailableException("simulated", new TimeoutException());
        }
    }
}
