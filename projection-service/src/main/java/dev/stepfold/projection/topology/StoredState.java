package dev.stepfold.projection.topology;

import dev.stepfold.schemas.state.DocumentState;

/** What the store {@code documents} holds for a document. */
public sealed interface StoredState {
    /** Nothing: no event of the document has been seen. Never written. */
    record None() implements StoredState {}

    /** The document's state. */
    record Current(DocumentState state) implements StoredState {}

    /**
     * The projection cannot give the state: its bytes cannot be read by this version, it outgrew the largest record, or
     * the document's first events are no longer in {@code stepfold.step-events}. Nothing that would be wrong is answered
     * in its place, and later events of the document are passed over, because a state with a hole in it looks like a
     * whole one. The document's own topic has everything: whoever asks folds that instead.
     *
     * @param reason why, for a person
     */
    record Lost(String reason) implements StoredState {
        /**
         * The first event seen was not the document's first. A document so lost begins when its events are forwarded
         * again from the first.
         */
        static final Lost BEGINNING = new Lost("its first events are no longer in the feed");
    }
}
