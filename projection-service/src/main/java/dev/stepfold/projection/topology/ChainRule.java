package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.schemas.event.RecordedEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an event of {@code stepfold.step-events} stands to the state of its document. After a power cut the feed may lack
 * events that the log has, and may have events that the log has lost; the chain of hashes shows both. An event without a
 * link, from before there was a chain, is judged by its sequence alone.
 */
final class ChainRule {
    private ChainRule() {}

    /** What is to be done with an event. */
    enum Verdict {
        /** It follows the state's last event. Sequences may be left out between them: those of fenced writes. */
        NEXT,
        /** The state has it, as far as can be seen. */
        REPEATED,
        /** Events are missing between the state and it. */
        HOLE,
        /** It belongs to another log than the state: one of them is not the document's log any more. */
        FORK
    }

    static Verdict of(StoredState.Current current, Decoded.Event next) {
        long sequence = next.event().sequence();
        long last = current.state().sequence();
        if (sequence <= last) {
            return isKnown(current, next) ? Verdict.REPEATED : Verdict.FORK;
        }
        boolean adjoins = sequence == last + 1;
        if (next.previous().isEmpty() || (current.head().isEmpty() && adjoins)) {
            return Verdict.NEXT;
        }
        if (next.previous().equals(current.head())) {
            return Verdict.NEXT;
        }
        return adjoins ? Verdict.FORK : Verdict.HOLE;
    }

    /** By the head, if it is the last event, otherwise by what the history still shows of it. */
    private static boolean isKnown(StoredState.Current current, Decoded.Event repeated) {
        RecordedEvent event = repeated.event();
        Optional<ChainHash> hash = repeated.previous().map(previous -> previous.after(repeated.value()));
        if (hash.isEmpty()) {
            return true;
        }
        if (event.sequence() == current.state().sequence() && current.head().isPresent()) {
            return hash.equals(current.head());
        }
        return current.state().streamHistory().stream()
                .filter(past -> past.sequence() == event.sequence())
                .allMatch(past -> past.standsFor(event));
    }

    /** The head of the log behind an event that follows a state with {@code head}; null if it is not known. */
    static @Nullable ChainHash headAfter(Optional<ChainHash> head, Decoded.Event next) {
        return next.previous()
                .or(() -> head)
                .map(before -> before.after(next.value()))
                .orElse(null);
    }
}
