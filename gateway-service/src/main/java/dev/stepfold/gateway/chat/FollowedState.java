package dev.stepfold.gateway.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.stream.EventFrame;
import dev.stepfold.gateway.stream.Next;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The document's state at one client's place in its stream, for clients that are told states and not events. */
public final class FollowedState {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedState.class);

    private @Nullable DocumentState state;

    /** The state so far; empty before the stream's first snapshot. */
    public Optional<DocumentState> current() {
        return Optional.ofNullable(state);
    }

    /**
     * Follows the stream.
     *
     * @return the new state; empty if {@code next} does not change it
     */
    public Optional<DocumentState> follow(Next next) {
        return switch (next) {
            case Next.Snapshot(var snapshot) -> become(snapshot);
            case Next.Event(var frame) -> apply(frame);
            case Next.Reset _, Next.Heartbeat _, Next.Expired _, Next.End _ -> Optional.empty();
        };
    }

    private Optional<DocumentState> apply(EventFrame frame) {
        DocumentState before = state;
        if (before == null) {
            throw new IllegalStateException("an event before the first snapshot of " + frame.documentId());
        }
        try {
            return become(DocumentFold.apply(before, frame.event()));
        } catch (UnreadableException e) {
            LOG.warn(
                    "event skipped documentId={} sequence={} reason={}",
                    frame.documentId(),
                    frame.sequence(),
                    e.reason().code());
            return Optional.empty();
        }
    }

    private Optional<DocumentState> become(DocumentState after) {
        state = after;
        return Optional.of(after);
    }

    /** A state as it is told, given its JSON. */
    public static JsonNode tree(byte[] json) {
        try {
            return ContractMapper.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a state that was written could not be read", e);
        }
    }
}
