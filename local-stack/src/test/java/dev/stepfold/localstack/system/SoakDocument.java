package dev.stepfold.localstack.system;

import dev.stepfold.schemas.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A document of a soak: what was accepted for it, and what was shown of it. */
final class SoakDocument {
    private final String id;
    private final BlockingQueue<RecordedEvent> events = new LinkedBlockingQueue<>();
    /** Guarded by this. */
    private final List<String> accepted = new ArrayList<>();
    /** Guarded by this. */
    private final List<Shown> shown = new ArrayList<>();

    private volatile boolean atWork;
    private volatile boolean erased;

    /**
     * What one watcher was shown without a gap: every event behind {@code from}, up to {@code to}.
     *
     * @param digest of the events as {@link #digest}, from zero
     */
    record Shown(long from, long to, long digest) {}

    SoakDocument(String id) {
        this.id = id;
    }

    /** Adds a further event to the digest of those before it. */
    static long digest(long before, byte[] event) {
        return before * 31 + Arrays.hashCode(event);
    }

    static long digest(long before, String event) {
        return digest(before, event.getBytes(StandardCharsets.UTF_8));
    }

    String id() {
        return id;
    }

    String path() {
        return "/api/documents/" + id;
    }

    /** A run is about to be asked for: from now on, its events wait for {@link #nextEvent}. */
    void begin() {
        events.clear();
        atWork = true;
    }

    void end() {
        atWork = false;
        events.clear();
    }

    boolean isAtWork() {
        return atWork;
    }

    void tell(RecordedEvent event) {
        if (atWork) {
            events.add(event);
        }
    }

    /** Null if there is none in time. */
    @Nullable RecordedEvent nextEvent(Duration within) throws InterruptedException {
        return events.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Somebody is about to erase it. */
    void erase() {
        erased = true;
    }

    boolean isErased() {
        return erased;
    }

    synchronized void accepted(String commandId) {
        accepted.add(commandId);
    }

    /** The commands that were accepted, by their ids. */
    synchronized List<String> accepted() {
        return List.copyOf(accepted);
    }

    synchronized void shown(Shown stretch) {
        shown.add(stretch);
    }

    synchronized List<Shown> shown() {
        return List.copyOf(shown);
    }
}
