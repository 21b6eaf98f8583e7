package dev.stepfold.orchestrator.kafka;

import dev.stepfold.documentlog.EncodedEvent;
import dev.stepfold.documentlog.FeedTail;
import dev.stepfold.documentlog.FeedTailReader;
import dev.stepfold.documentlog.LogUnavailableException;
import dev.stepfold.orchestrator.document.Delivery;
import dev.stepfold.orchestrator.document.FeedTails;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.Traceparent;
import dev.stepfold.schemas.event.RecordedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/** Keeps the tails that were read, one for each partition; of several callers at once, one reads for all. */
public final class KafkaFeedTails implements FeedTails {
    private final FeedTailReader reader;
    private final Map<Integer, Long> unfinished = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<FeedTail>> tails = new ConcurrentHashMap<>();

    public KafkaFeedTails(FeedTailReader reader) {
        this.reader = reader;
    }

    @Override
    public void taken(int partition, long offset) {
        unfinished.put(partition, offset);
        tails.remove(partition);
    }

    @Override
    public void forget(int partition) {
        tails.remove(partition);
    }

    @Override
    public void erased(DocumentId documentId, int partition) {
        CompletableFuture<FeedTail> kept = tails.get(partition);
        if (kept != null) {
            var _ = kept.thenAccept(tail -> tail.forget(documentId));
        }
    }

    @Override
    public void released(int partition) {
        unfinished.remove(partition);
        tails.remove(partition);
    }

    @Override
    public FeedTail read(int partition) throws LogUnavailableException {
        CompletableFuture<FeedTail> mine = new CompletableFuture<>();
        CompletableFuture<FeedTail> kept = tails.putIfAbsent(partition, mine);
        if (kept != null) {
            return await(kept, partition);
        }
        boolean done = false;
        try {
            FeedTail tail = reader.read(partition, unfinished.getOrDefault(partition, Long.MAX_VALUE));
            mine.complete(tail);
            done = true;
            return tail;
        } catch (LogUnavailableException e) {
            mine.completeExceptionally(e);
            done = true;
            throw e;
        } finally {
            if (!done) {
                mine.cancel(false);
            }
            if (mine.isCompletedExceptionally()) {
                tails.remove(partition, mine);
            }
        }
    }

    private static FeedTail await(CompletableFuture<FeedTail> tail, int partition) throws LogUnavailableException {
        try {
            return tail.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted while the feed's tail is read, partition " + partition, e);
        } catch (ExecutionException | CancellationException e) {
            throw new LogUnavailableException("the feed's tail could not be read, partition " + partition, e);
        }
    }

    @Override
    public List<EncodedEvent> events(int partition, List<Long> offsets) throws LogUnavailableException {
        return reader.events(partition, offsets);
    }

    @Override
    public boolean isErasureAsked(int partition, RecordedEvent first) throws LogUnavailableException {
        return reader.isErasureAsked(partition, first);
    }

    @Override
    public boolean holds(DocumentId documentId, int partition) throws LogUnavailableException {
        return reader.holds(documentId, partition);
    }

    @Override
    public Optional<Delivery> erasure(DocumentId documentId, int partition, Instant since)
            throws LogUnavailableException {
        return reader.erasure(documentId, partition, since).map(kept -> delivery(kept, partition));
    }

    @Override
    public List<Delivery> commandsSinceStart(DocumentId documentId, int partition) throws LogUnavailableException {
        return reader.commandsSinceStart(documentId, partition).stream()
                .map(kept -> delivery(kept, partition))
                .toList();
    }

    private static Delivery delivery(FeedTailReader.Kept kept, int partition) {
        Traceparent trace = kept.trace().orElseGet(() -> Traceparent.random(RandomGenerator.getDefault()));
        return new Delivery(kept.command(), trace, partition, kept.offset(), 0);
    }
}
