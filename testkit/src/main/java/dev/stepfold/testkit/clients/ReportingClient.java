package dev.stepfold.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A client that reports what it sees, one JSON object after the other. An event that it shows has the members {@code sequence},
 * {@code event} and {@code data}. To be used by one thread.
 */
public abstract class ReportingClient implements AutoCloseable {
    static final int SECONDS_MAX = 60;

    private final List<JsonNode> awaited = new ArrayList<>();

    /**
     * The next object, which the client has reported or reports within {@value #SECONDS_MAX} s.
     *
     * @throws AssertionError when it does not, or has ended
     */
    abstract JsonNode next();

    @Override
    public abstract void close();

    /** The next object that fits; the others are skipped. */
    public final JsonNode await(Predicate<JsonNode> fits) {
        while (true) {
            JsonNode next = next();
            awaited.add(next);
            if (fits.test(next)) {
                return next;
            }
        }
    }

    /** The next object with a member of that name. */
    public final JsonNode await(String member) {
        return await(object -> object.has(member));
    }

    /** Waits until the client says that it has the event of that sequence. */
    public final void awaitSequence(long sequence) {
        await(report -> report.path("sequence").asLong(-1) >= sequence);
    }

    /** The events that were awaited or skipped so far, in the order of their reports. */
    public final List<JsonNode> events() {
        return awaited.stream().filter(report -> report.has("sequence")).toList();
    }

    /** Their sequences. */
    public final List<Long> sequences() {
        return events().stream().map(event -> event.path("sequence").asLong()).toList();
    }
}
