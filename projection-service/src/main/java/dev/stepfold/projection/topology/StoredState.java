package dev.stepfold.projection.topology;

import dev.stepfold.schemas.state.DocumentState;

/** What the store {@code documents} holds for a document. */
public sealed interface StoredState {
    /** Nothing: no event of the document has been seen. Never written. */
    record None() implements StoredState {}

    /** The document's state. */
    record Current(DocumentState state) implements StoredState {}

    /**
     * The projection had a state and can no longer give it: its bytes cannot be read by this version, or it outgrew the
     * largest record. Nothing that would be wrong is answered in its place, and later events of the document are passed
     * over, because a state with a hole in it looks like a whole one. The document's own topic has everything: whoever
     * asks folds that instead, and wiping the projection's state makes the projection fold it again from what {@code
     * stepfold.step-events} keeps.
     *
     * @param reason why, for a person
     */
    record Lost(String reason) implements StoredState {}
}
