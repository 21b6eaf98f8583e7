package dev.stepfold.projection.topology;

import dev.stepfold.documentlog.ChainHash;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.state.DocumentFold;
import dev.stepfold.schemas.state.DocumentState;
import java.util.Objects;
import java.util.Optional;
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
        private final @Nullable ChainHash head;
        private final long bytesEstimated;
        private final int foldVersion;
        private volatile byte @Nullable [] json;

        /** A state of which it is not known which log it comes from. */
        public Current(DocumentState state) {
            this(state, null, 0);
        }

        /**
         * A state whose size is known about.
         *
         * @param head the chain hash of its last event; null if that is not known
         * @param bytesEstimated about how many bytes its JSON has, until it is made
         */
        Current(DocumentState state, @Nullable ChainHash head, long bytesEstimated) {
            this(state, head, bytesEstimated, DocumentFold.VERSION);
        }

        /**
         * A state that was stored.
         *
         * @param foldVersion the {@link DocumentFold#VERSION} that folded it; 0 from before there was one
         */
        Current(DocumentState state, @Nullable ChainHash head, long bytesEstimated, int foldVersion) {
            this.state = state;
            this.head = head;
            this.bytesEstimated = bytesEstimated;
            this.foldVersion = foldVersion;
        }

        public DocumentState state() {
            return state;
        }

        /**
         * The chain hash of the state's last event: which of the logs that the document may have had it was folded from.
         *
         * @return empty if that is not known, because the events came from before there was a chain
         */
        Optional<ChainHash> head() {
            return Optional.ofNullable(head);
        }

        /**
         * Whether an earlier version folded it. Such a state may lack what that version left out of later versions' events,
         * so it is neither served nor continued, but folded anew.
         */
        public boolean isFoldedByEarlier() {
            return foldVersion < DocumentFold.VERSION;
        }

        int foldVersion() {
            return foldVersion;
        }

        /** The same state, to be served and continued although an earlier version folded it. */
        Current accepted() {
            return new Current(state, head, bytes());
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
                    && foldVersion == current.foldVersion
                    && Objects.equals(head, current.head)
                    && state.equals(current.state);
        }

        @Override
        public int hashCode() {
            return state.hashCode();
        }

        @Override
        public String toString() {
            return "Current[state=" + state + ", head=" + head + ", foldVersion=" + foldVersion + "]";
        }
    }

    /**
     * The projection cannot give the state: its bytes cannot be read by this version, it outgrew the largest record, or
     * the document's first events were not in {@code stepfold.step-events}. No wrong state is served in its place,
     * and later events of the document are skipped, because a state with a gap looks complete. The document's own topic
     * has everything: the caller folds that instead.
     *
     * @param reason why, for a person
     */
    record Lost(String reason) implements StoredState {
        /**
         * The first event seen was not the document's first. Such a document recovers as soon as it is folded from its log,
         * or when its events are forwarded again from the first.
         */
        static final Lost BEGINNING = new Lost("its first events are no longer in the feed");
    }
}
