package dev.stepfold.gateway.document;

import dev.stepfold.schemas.state.DocumentState;

/** The projection's answer about a document. */
public sealed interface ProjectionAnswer {
    /** It holds the document. */
    record Known(EncodedState state) implements ProjectionAnswer {
        public Known(DocumentState state) {
            this(EncodedState.of(state));
        }
    }

    /** It has seen no event of the document, which may be because it is behind. */
    record Unknown() implements ProjectionAnswer {}

    /** No instance answered in time, or none is ready. */
    record Unavailable() implements ProjectionAnswer {}
}
