package dev.stepfold.schemas.state;

import dev.stepfold.schemas.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What identifies a state, beside its JSON: enough to say whose it is and whether a log goes on after it, without
 * decoding it.
 *
 * @param owner whom the document belongs to; null before its first event
 * @param sequence the sequence of its last event; {@link DocumentState#SEQUENCE_NONE} before its first event
 * @param lastStreamUpdate when its last event was decided; null before its first event
 */
public record StateOutline(
        @Nullable Owner owner, long sequence, @Nullable Instant lastStreamUpdate) {
    /** Whether the document has any event. */
    public boolean exists() {
        return sequence != DocumentState.SEQUENCE_NONE;
    }

    /** The outline of a state. */
    public static StateOutline of(DocumentState state) {
        return new StateOutline(state.owner(), state.sequence(), state.lastStreamUpdate());
    }
}
