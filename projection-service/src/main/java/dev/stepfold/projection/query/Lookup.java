package dev.stepfold.projection.query;

import dev.stepfold.schemas.state.StateOutline;
import org.apache.kafka.streams.state.HostInfo;

/** The result of looking a document up at an instance. */
public sealed interface Lookup {
    /**
     * The document's state.
     *
     * @param json the state, as JSON in UTF-8
     * @param outline the outline of the state
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Found(byte[] json, StateOutline outline) implements Lookup {}

    /** The instance that has the document's partition has seen no event of it. */
    record Unknown() implements Lookup {}

    /**
     * No instance can answer now; a retry later may succeed.
     *
     * @param reason why, for a person
     */
    record NotReady(String reason) implements Lookup {}

    /**
     * Another instance can answer.
     *
     * @param owner that instance
     */
    record Elsewhere(HostInfo owner) implements Lookup {}
}
