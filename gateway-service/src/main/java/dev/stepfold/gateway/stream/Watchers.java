package dev.stepfold.gateway.stream;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.command.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watchers of each document. Bounded by the gateway's limit on streams, which is checked before a stream is opened.
 * A watcher that its stream does not read (a client that stopped reading, a response that was never sent) is closed by
 * {@link #closeUnattended}.
 */
public final class Watchers implements LiveFeed {
    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

    /** The most waves in which streams are ended. */
    private static final int WAVES_MAX = 40;

    private final ConcurrentHashMap<DocumentId, List<Watcher>> byDocument = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final UnansweredCommands unanswered = new UnansweredCommands(System::nanoTime);

    @Override
    public Watcher watch(DocumentId documentId) {
        return watch(documentId, () -> {});
    }

    /** Like {@link #watch(DocumentId)}; {@code onClose} is run once, when the watcher is closed. */
    Watcher watch(DocumentId documentId, Runnable onClose) {
        Watcher watcher = new Watcher(documentId, () -> unanswered.has(documentId), closed -> {
            remove(closed);
            onClose.run();
        });
        byDocument.merge(documentId, List.of(watcher), Watchers::joined);
        count.incrementAndGet();
        return watcher;
    }

    /** How many there are. */
    public int count() {
        return count.get();
    }

    /** Whether anybody watches the document. */
    public boolean isWatched(DocumentId documentId) {
        return byDocument.containsKey(documentId);
    }

    /** Passes a live event to everybody who watches its document. */
    public void dispatch(EventFrame frame) {
        for (Watcher watcher : byDocument.getOrDefault(frame.documentId(), List.of())) {
            watcher.offer(frame);
        }
        unanswered.answeredBy(frame);
    }

    /** Records a command that is about to be written: streams that end at rest wait for its answer. */
    public void expectAnswer(Command command) {
        unanswered.add(command);
    }

    /** Records that the command was not written. */
    public void expectNoAnswer(Command command) {
        unanswered.remove(command);
    }

    /** Tells everybody who watches the document that it was erased. */
    public void erase(DocumentId documentId, Instant at) {
        byDocument.getOrDefault(documentId, List.of()).forEach(watcher -> watcher.erase(at));
    }

    /** Tells everybody that events may have been missed. */
    public void interruptAll() {
        forEach(Watcher::interrupt);
    }

    /** Closes the watchers whose streams have not read for longer than {@code limit}. */
    public void closeUnattended(Duration limit) {
        forEach(watcher -> {
            if (watcher.unattended().compareTo(limit) > 0) {
                LOG.info(
                        "stream closed, its client does not read (STEPFOLD_HEARTBEAT sets the limit) documentId={}",
                        watcher.documentId());
                watcher.close();
            }
        });
    }

    /**
     * Ends all streams gradually, so that their clients do not all reconnect elsewhere at once.
     *
     * @param spread how long it takes at most
     * @param pause waits for the given time
     */
    public void endAll(Duration spread, Consumer<Duration> pause) {
        List<Watcher> open = byDocument.values().stream().flatMap(List::stream).toList();
        int waves = Math.clamp(open.size(), 1, WAVES_MAX);
        for (int wave = 0; wave < waves; wave++) {
            if (wave > 0) {
                pause.accept(spread.dividedBy(waves));
            }
            open.subList(open.size() * wave / waves, open.size() * (wave + 1) / waves)
                    .forEach(Watcher::close);
        }
    }

    /** Ends all streams. */
    public void closeAll() {
        forEach(Watcher::close);
    }

    private void forEach(Consumer<Watcher> action) {
        byDocument.values().forEach(watchers -> watchers.forEach(action));
    }

    private void remove(Watcher watcher) {
        byDocument.computeIfPresent(watcher.documentId(), (_, watchers) -> {
            List<Watcher> others = new ArrayList<>(watchers);
            others.remove(watcher);
            return others.isEmpty() ? null : List.copyOf(others);
        });
        count.decrementAndGet();
    }

    private static List<Watcher> joined(List<Watcher> before, List<Watcher> added) {
        List<Watcher> all = new ArrayList<>(before);
        all.addAll(added);
        return List.copyOf(all);
    }
}
