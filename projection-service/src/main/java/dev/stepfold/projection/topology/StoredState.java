package dev.stepfold.projection.topology;

import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentState;
import org.jspecify.annotations.Nullable;

/** The value of a document in the store {@code documents}. */
public sealed interface StoredState {
    /** Nothing: no event of the document has been seen. Never written. */
    record None() implements StoredState {}

    /**
     * The document's state. Its bytes are made once, when the store or a reader first needs them, and are shared by all
     * threads.
     */
    final class Current implements StoredState {
        private final DocumentState state;
        private final long bytesEstimated;
        private volatile byte @Nullable [] json;

        public Current(DocumentState state) {
            this(state, 0);
        }

        /**
         * A state whose size is known about.
         *
         * @param bytesEstimated about how many bytes its JSON has, until it is made
         */
        Current(DocumentState state, long bytesEstimated) {
            this.state = state;
            this.bytesEstimated = bytesEstimated;
        }

        public DocumentState state() {
            return state;
        }

        /**
         * The state as JSON in UTF-8, which must not be changed.
         *
         * @throws IllegalStateException if it cannot be written
         */
        public synchronized byte[] json() {
            byte[] made = json;
            if (made == null) {
                made = JsonCodec.STATES.encode(state);
                json = made;
            }
            return made;
        }

        /** How many bytes the JSON has, or about how many if it was not made yet. */
        long bytes() {
            byte[] made = json;
            return made == null ? bytesEstimated : made.length;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Current current
                    && state.sequence() == current.state.sequence()
                    && state.equals(current.state);
        }

        @Override
        public int hashCode() {
            return state.hashCode();
        }

        @Override
        public String toString() {
            return "Current[state=" + state + "]";
        }
    }

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
