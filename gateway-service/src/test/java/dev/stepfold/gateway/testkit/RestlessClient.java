package dev.stepfold.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client that leaves its stream at random and comes back with its last event, as it does when the gateway ends the
 * stream or refuses it. Begins with the first event of the document; nothing but events may come.
 */
public final class RestlessClient implements AutoCloseable {
    private static final double LEAVES = 0.1;

    private final Random random;
    private final Function<String, SseClient> connect;
    private final List<String> ids = new ArrayList<>();
    private @Nullable SseClient stream;

    /** @param connect opens the stream behind a last event id */
    public RestlessClient(Random random, Function<String, SseClient> connect) {
        this.random = random;
        this.connect = connect;
    }

    /** The ids of all events that came, in the order in which they came. */
    public List<String> ids() {
        return ids;
    }

    /** Reads until {@code count} events have come in all. */
    public void readTo(int count) {
        while (ids.size() < count) {
            SseClient open = open();
            Optional<SseClient.Frame> frame = open.status() == 200 ? open.next() : Optional.empty();
            frame.ifPresent(this::take);
            if (frame.isEmpty() || random.nextDouble() < LEAVES) {
                close();
            }
        }
    }

    private void take(SseClient.Frame frame) {
        assertThat(frame.event()).isNotIn("snapshot", "reset", "expired");
        ids.add(String.valueOf(frame.id()));
    }

    private SseClient open() {
        SseClient open = stream != null ? stream : connect.apply(ids.isEmpty() ? "-1" : ids.getLast());
        stream = open;
        return open;
    }

    /** Leaves the stream, to come back when it reads on. */
    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
