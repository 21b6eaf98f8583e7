package dev.stepfold.orchestrator.embedding;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.DocumentLogSlice;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.event.AgentStep;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run and its listener. Live events wait in a bounded buffer between the tail, which never waits, and the run's own
 * virtual thread, which waits for the listener. A gap in the sequence, an overflow of the buffer and a restart of the
 * tail are handled in the same way: the document's topic is read from the last known event.
 */
final class FollowedRun {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedRun.class);

    /**
     * How many events may wait for the listener. When one more comes, all are discarded, and read from the topic
     * instead.
     */
    static final int BUFFER_MAX = 64;

    private static final Backoff WHILE_KAFKA_IS_AWAY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final DocumentId documentId;
    private final RunId runId;
    private final StepProgressListener listener;
    private final History history;
    private final Consumer<FollowedRun> onOver;
    private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(BUFFER_MAX);
    private final CompletableFuture<DocumentState> atRest = new CompletableFuture<>();
    private DocumentState state;

    /** The recorded events of documents. */
    @FunctionalInterface
    interface History {
        /**
         * A document's events from {@code fromSequence} to the end of its topic.
         *
         * @return empty if the document has no topic yet
         * @throws LogUnavailableException when Kafka did not answer
         */
        Optional<DocumentLogSlice> read(DocumentId documentId, long fromSequence) throws LogUnavailableException;
    }

    /** What reaches the run's thread. */
    private sealed interface Signal {
        /** A live event. */
        record Arrived(RecordedEvent event) implements Signal {}

        /** Events may have been missed. */
        record Look() implements Signal {}

        /** The run is no longer followed. */
        record Over() implements Signal {}
    }

    /**
     * @param onOver called when the run is no longer followed, before callers learn it from the future; possibly twice
     */
    FollowedRun(
            DocumentId documentId,
            RunId runId,
            StepProgressListener listener,
            History history,
            Consumer<FollowedRun> onOver) {
        this.documentId = documentId;
        this.runId = runId;
        this.listener = listener;
        this.history = history;
        this.onOver = onOver;
        this.state = DocumentState.initial(documentId);
    }

    /** Begins; called once. */
    void start() {
        Thread.ofVirtual().name("follow-" + documentId).start(this::run);
        var _ = atRest.whenComplete((_, _) -> {
            onOver.accept(this);
            // If the buffer is full, the thread is awake and notices the end by itself.
            var _ = signals.offer(new Signal.Over());
        });
    }

    DocumentId documentId() {
        return documentId;
    }

    /** Completes when the run is at rest, or is no longer followed. */
    CompletableFuture<DocumentState> atRest() {
        return atRest;
    }

    /** Hands in a live event of the document; never waits. Called by the tail only. */
    void offer(RecordedEvent event) {
        if (!signals.offer(new Signal.Arrived(event))) {
            look();
        }
    }

    /** Reports that events may have been missed. Called by the tail only. */
    void look() {
        signals.clear();
        signals.add(new Signal.Look());
    }

    private void run() {
        try {
            while (!atRest.isDone()) {
                switch (signals.take()) {
                    case Signal.Arrived(RecordedEvent event) -> arrived(event);
                    case Signal.Look() -> readOn();
                    case Signal.Over() -> LOG.debug("followed to the end documentId={}", documentId);
                }
            }
        } catch (InterruptedException e) {
            atRest.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            LOG.error("following ended with an unexpected error documentId={}", documentId, e);
            atRest.completeExceptionally(e);
        }
    }

    private void arrived(RecordedEvent event) throws InterruptedException {
        if (event.sequence() > state.sequence() + 1) {
            readOn();
        } else {
            apply(event);
        }
    }

    /** Reads the topic from the last known event to its end, and retries while Kafka is unavailable. */
    private void readOn() throws InterruptedException {
        for (int failures = 1; !atRest.isDone(); failures++) {
            try {
                history.read(documentId, state.sequence() + 1)
                        .ifPresent(slice -> slice.events().forEach(this::apply));
                return;
            } catch (LogUnavailableException e) {
                Duration wait = WHILE_KAFKA_IS_AWAY.after(failures);
                LOG.warn(
                        "waiting for Kafka documentId={} waitMs={} reason={}",
                        documentId,
                        wait.toMillis(),
                        e.getMessage());
                Thread.sleep(wait);
            }
        }
    }

    private void apply(RecordedEvent event) {
        if (atRest.isDone() || event.sequence() <= state.sequence()) {
            return;
        }
        state = DocumentFold.apply(state, event);
        if (event.event() instanceof AgentStep step && event.runId().equals(runId)) {
            tell(step);
        }
        if (state.status().isAtRest()) {
            onOver.accept(this);
            atRest.complete(state);
        }
    }

    private void tell(AgentStep step) {
        try {
            listener.onProgress(step.step(), state.progressOf(step.step()), step.message());
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "a listener failed documentId={} sequence={} step={}",
                    documentId,
                    state.sequence(),
                    step.step(),
                    e);
        }
    }
}
