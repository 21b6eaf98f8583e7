package dev.stepfold.localstack.system;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.state.DocumentState;
import java.nio.charset.StandardCharsets;

/**
 * One frame of a stream (WHATWG HTML, server-sent events).
 *
 * @param id the last event id after this frame
 * @param event the event's name
 * @param data its data
 */
record Frame(String id, String event, String data) {
    boolean is(String name) {
        return event.equals(name);
    }

    /** Whether this is the event that ends a run well. */
    boolean endsRun() {
        return is("agent-run") && data.contains("\"status\":\"completed\"");
    }

    long sequence() {
        return Long.parseLong(id);
    }

    RecordedEvent recorded() {
        try {
            return JsonCodec.EVENTS.decode(data.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new AssertionError("not an event: " + data, e);
        }
    }

    DocumentState state() {
        try {
            return JsonCodec.STATES.decode(data.getBytes(StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw new AssertionError("not a state: " + data, e);
        }
    }
}
