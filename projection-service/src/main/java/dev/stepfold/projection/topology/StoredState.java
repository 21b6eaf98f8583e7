package dev.stepfold.projection.topology;

import dev.stepfold.schemas.state.DocumentState;

/** The value of a document in the store {@code documents}. */
public sealed interface StoredState {
    /** Nothing: no event of the document has been seen. Never written. */
    record None() implements StoredState {}

    /** The document's state. */
    record Current(DocumentState state) implements StoredState {}

    /**
     * The projection cannot give the state: its bytes cannot be read by this version, it outgrew the largest record, or
     * the document's first events are no longer in {@code stepfold.step-events}. No wrong state is served in its place,
     * and later events of the document are skipped, because a state with a gap looks complete. The document's own topic
     * has everything: the caller folds that instead.
     *
     * @param reason why, for a person
     */
    record Lost(String reason) implements StoredState {
        /**
         * The first event seen was not the document's first. Such a document recovers when its events are forwarded
         * again from the first.
         */
        static final Lost BEGINNING = new Lost("its first events are no longer in the feed");
    }
}
