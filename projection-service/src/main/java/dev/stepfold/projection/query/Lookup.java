package dev.stepfold.projection.query;

import org.apache.kafka.streams.state.HostInfo;

/** What an instance knows about a document. */
public sealed interface Lookup {
    /**
     * The document's state.
     *
     * @param json the state, as JSON in UTF-8
     * @param sequence the sequence it stands at
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Found(byte[] json, long sequence) implements Lookup {}

    /** The owner of the document's partition has seen no event of it. */
    record Unknown() implements Lookup {}

    /**
     * Nobody can say now; asking again later may help.
     *
     * @param reason why, for a person
     */
    record NotReady(String reason) implements Lookup {}

    /**
     * Another instance can say.
     *
     * @param owner where it is
     */
    record Elsewhere(HostInfo owner) implements Lookup {}
}
