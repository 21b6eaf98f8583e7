package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;

/**
 * A document's state as it is sent.
 *
 * @param documentId the document
 * @param outline the outline of the state
 * @param json the state, as JSON in UTF-8; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record EncodedState(DocumentId documentId, StateOutline outline, byte[] json) {
    /** Encodes a state. */
    public static EncodedState of(DocumentState state) {
        return new EncodedState(state.documentId(), StateOutline.of(state), JsonCodec.STATES.encode(state));
    }
}
