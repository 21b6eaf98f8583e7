package dev.stepfold.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a message of a client is answered with. */
public sealed interface Answer {
    /** One message of JSON-RPC. */
    record Reply(ObjectNode message) implements Answer {}

    /** The stream of a run, which ends with the answer. */
    record Stream(RunStream stream) implements Answer {}

    /** Nothing: it was a notification, or an answer to a request that this server did not make. */
    record Nothing() implements Answer {}
}
