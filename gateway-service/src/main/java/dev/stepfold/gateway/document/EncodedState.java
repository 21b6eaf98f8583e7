package dev.stepfold.gateway.document;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.state.DocumentState;
import dev.stepfold.schemas.state.StateOutline;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document's state that was received as JSON, or is to be sent as such. It is decoded, or encoded, only when that is
 * asked for, and kept then. Safe for use by many threads.
 */
public final class EncodedState {
    private final DocumentId documentId;
    private final StateOutline outline;
    private volatile byte @Nullable [] json;
    private volatile @Nullable DocumentState state;

    private EncodedState(
            DocumentId documentId, StateOutline outline, byte @Nullable [] json, @Nullable DocumentState state) {
        this.documentId = documentId;
        this.outline = outline;
        this.json = json;
        this.state = state;
    }

    /** A state that was received. */
    static EncodedState received(DocumentId documentId, StateOutline outline, byte[] json) {
        return new EncodedState(documentId, outline, json, null);
    }

    /** A state that is to be sent. */
    public static EncodedState of(DocumentState state) {
        return new EncodedState(state.documentId(), StateOutline.of(state), null, state);
    }

    /** The document. */
    DocumentId documentId() {
        return documentId;
    }

    /** The outline of the state. */
    public StateOutline outline() {
        return outline;
    }

    /** The state as JSON in UTF-8, which must not be changed. */
    public byte[] json() {
        byte[] made = json;
        if (made == null) {
            made = JsonCodec.STATES.encode(Objects.requireNonNull(state));
            json = made;
        }
        return made;
    }

    /**
     * The state.
     *
     * @throws UnreadableException if the JSON that was received is none
     */
    DocumentState state() throws UnreadableException {
        DocumentState made = state;
        if (made == null) {
            made = JsonCodec.STATES.decode(json);
            state = made;
        }
        return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncodedState encoded
                && documentId.equals(encoded.documentId)
                && Arrays.equals(json(), encoded.json());
    }

    @Override
    public int hashCode() {
        return documentId.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedState[" + documentId + ", " + outline + "]";
    }
}
