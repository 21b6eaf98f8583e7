package dev.stepfold.documentlog;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the events of a log prove, from the first one on: a pure check, one event at a time.
 *
 * <p>An event's link has to be the chain hash of everything before it. Events before the first link are from before
 * there was a chain; the first link covers them. Behind a link, an event without one breaks the chain.
 *
 * @param head the chain hash of the latest event, computed from the values alone: the links are only compared with it,
 *     so that a value that was changed changes every hash behind it
 * @param linked whether an event had a link
 * @param brokenAt the sequence of the first event whose link is not what the events before it result in; the fault is
 *     in that event's record, or in one between the link before it and it
 */
public record Chain(ChainHash head, boolean linked, OptionalLong brokenAt) {
    /** The chain before the first event. */
    public static final Chain START = new Chain(ChainHash.START, false, OptionalLong.empty());

    /** The chain after the next event. */
    public Chain then(EncodedEvent event) {
        boolean holds = event.previous().map(head::equals).orElse(!linked);
        return new Chain(
                holds ? event.hashAfter(head) : head.after(event.value()),
                linked || event.previous().isPresent(),
                brokenAt.isPresent() || holds
                        ? brokenAt
                        : OptionalLong.of(event.event().sequence()));
    }

    /** The chain after the next events. */
    public Chain then(List<EncodedEvent> events) {
        Chain chain = this;
        for (EncodedEvent event : events) {
            chain = chain.then(event);
        }
        return chain;
    }

    /** Whether nothing breaks the chain. */
    public boolean isWhole() {
        return brokenAt.isEmpty();
    }
}
