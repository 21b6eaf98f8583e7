package dev.stepfold.gateway.stream;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's position when it connects: what it sends as {@code Last-Event-ID} (WHATWG HTML, server-sent events). */
public sealed interface Cursor {
    /** The client has nothing: it gets a snapshot first. */
    record None() implements Cursor {}

    /**
     * The client has everything up to an event.
     *
     * @param sequence the last event it has; -1 if it wants all from the first
     */
    record After(long sequence) implements Cursor {}

    /** The client sent a value that no stream ever sent as an id. It gets a reset in-band and then a snapshot. */
    record Unreadable() implements Cursor {}

    /** At most 18 digits, so that it always fits a {@code long}. */
    Pattern SEQUENCE = Pattern.compile("-1|[0-9]{1,18}");

    /**
     * Reads the cursor. The header wins, because a browser repeats the query of its first connect forever; an empty
     * value counts as none, which is what the specification says about an empty last event id.
     *
     * @param header {@code Last-Event-ID}
     * @param query {@code lastEventId}
     */
    static Cursor parse(@Nullable String header, @Nullable String query) {
        String value = header != null && !header.isBlank() ? header.strip() : query == null ? "" : query.strip();
        if (value.isEmpty()) {
            return new None();
        }
        return SEQUENCE.matcher(value).matches() ? new After(Long.parseLong(value)) : new Unreadable();
    }
}
