package dev.stepfold.gateway.document;

import dev.stepfold.schemas.state.DocumentState;

/** A document's state at a sequence. */
public sealed interface PastState {
    /** The state with every event up to the sequence. */
    record Known(DocumentState state) implements PastState {}

    /** The document has not reached that sequence. */
    record NotReached() implements PastState {}

    /** There is no such document. */
    record NoDocument() implements PastState {}
}
