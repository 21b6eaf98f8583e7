package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.Backoff;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.projection.topology.Suspects.Suspect;
import dev.stepfold.schemas.DocumentId;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the suspects of one partition anew from their logs, and replaces their states and their rows in the index. Runs on
 * the stream thread, between events, for {@link #WORK_MAX} at a time and the time of one read; while Kafka does not
 * answer, the suspects wait.
 *
 * <p>A refold may be ahead of the feed: the log is written first. The events that come later are then repetitions.
 */
final class Refolds {
    /** How soon a document whose event did not fit is folded anew. */
    static final Duration SOON = Duration.ofMillis(100);

    /**
     * How often the suspects that the sweep named are looked for. Each look makes Streams commit, which an idle instance
     * would not do.
     */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Duration WORK_MAX = Duration.ofMillis(100);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Logger LOG = LoggerFactory.getLogger(Refolds.class);

    private final Healing healing;
    private final ProcessorContext<Void, Void> context;
    private final TimestampedKeyValueStore<String, StoredState> documents;
    private final KeyValueStore<String, byte[]> index;
    private final int partition;
    private @Nullable Cancellable soon;
    private int failures;
    private long notBeforeMs;

    Refolds(
            Healing healing,
            ProcessorContext<Void, Void> context,
            TimestampedKeyValueStore<String, StoredState> documents,
            KeyValueStore<String, byte[]> index) {
        this.healing = healing;
        this.context = context;
        this.documents = documents;
        this.index = index;
        this.partition = context.taskId().partition();
        var _ = context.schedule(INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::work);
    }

    /** A document's event does not fit its state. */
    void suspect(DocumentId documentId, Suspects.Cause cause) {
        if (!healing.suspects().add(partition, documentId, cause)) {
            LOG.warn("too many documents to be folded anew, left to the sweep documentId={}", documentId);
        } else if (soon == null) {
            soon = context.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, this::work);
        }
    }

    private void work(long nowMs) {
        if (nowMs < notBeforeMs) {
            return;
        }
        long began = System.nanoTime();
        Optional<Suspect> next = healing.suspects().first(partition);
        while (next.isPresent()) {
            try {
                refold(next.get(), nowMs);
                failures = 0;
            } catch (LogUnavailableException e) {
                healing.suspects().defer(partition, next.get().documentId());
                notBeforeMs = nowMs + BACKOFF.after(++failures).toMillis();
                LOG.warn(
                        "not folded anew yet documentId={} waiting={} reason={}",
                        next.get().documentId(),
                        healing.suspects().count(),
                        e.getMessage());
                return;
            }
            healing.suspects().remove(partition, next.get().documentId());
            next = healing.suspects().first(partition);
            if (System.nanoTime() - began > WORK_MAX.toNanos()) {
                return;
            }
        }
        if (soon != null) {
            soon.cancel();
            soon = null;
        }
    }

    private void refold(Suspect suspect, long nowMs) throws LogUnavailableException {
        DocumentId documentId = suspect.documentId();
        switch (Refold.of(documentId, healing.logs())) {
            case Refold.Result.Folded folded -> replace(suspect, folded, nowMs);
            case Refold.Result.NoLog _ -> LOG.info("not folded anew, there is no log documentId={}", documentId);
            case Refold.Result.EmptyLog _ -> keep(documentId);
            case Refold.Result.Unfoldable _ -> {
                LOG.error("log cannot be folded documentId={}", documentId);
                accept(documentId);
            }
        }
    }

    private void replace(Suspect suspect, Refold.Result.Folded folded, long nowMs) {
        DocumentId documentId = suspect.documentId();
        if (OwnerIndex.erasedAt(index, documentId)
                .filter(at -> !folded.createdAt().isAfter(at))
                .isPresent()) {
            LOG.info("not folded anew, its log is that of an erased document documentId={}", documentId);
            return;
        }
        ValueAndTimestamp<StoredState> before = documents.get(documentId.value());
        if (before == null || !folded.current().equals(before.value())) {
            documents.put(documentId.value(), ValueAndTimestamp.make(folded.current(), nowMs));
            healing.watch().refolded(suspect.cause());
            LOG.info(
                    "folded anew from the log documentId={} cause={} before={} sequence={}",
                    documentId,
                    suspect.cause().code(),
                    sequence(before),
                    folded.current().state().sequence());
        }
        OwnerIndex.update(index, folded.current().state(), folded.createdAt());
    }

    /** A log without events does not say that the document was erased: only a tombstone does. */
    private void keep(DocumentId documentId) {
        ValueAndTimestamp<StoredState> kept = documents.get(documentId.value());
        if (kept != null) {
            LOG.warn("the log is empty, the state is kept documentId={} sequence={}", documentId, sequence(kept));
            healing.watch().foundEmptyLog();
            accept(documentId);
        }
    }

    /** A state of an earlier version is served after all where the log gives no better one. */
    private void accept(DocumentId documentId) {
        ValueAndTimestamp<StoredState> kept = documents.get(documentId.value());
        if (kept != null && kept.value() instanceof StoredState.Current current && current.isFoldedByEarlier()) {
            documents.put(documentId.value(), ValueAndTimestamp.make(current.accepted(), kept.timestamp()));
        }
    }

    private static String sequence(@Nullable ValueAndTimestamp<StoredState> stored) {
        return stored == null
                ? "none"
                : switch (stored.value()) {
                    case StoredState.Current current ->
                        Long.toString(current.state().sequence());
                    case StoredState.None _ -> "none";
                    case StoredState.Lost _ -> "lost";
                };
    }
}
