package dev.stepfold.orchestrator.document;

/**
 * What an actor has to do first in its next turn.
 *
 * <pre>
 *            loaded           an append is not acknowledged
 *   Loading ────────▶ Ready ────────────────────────────────▶ InDoubt
 *                     │  ▲               settled                 │
 *                     │  └───────────────────────────────────────┘
 *                     │ erasing
 *                     ▼
 *                  Erasing
 * </pre>
 */
sealed interface Phase {
    /** The document's history is to be read. */
    record Loading() implements Phase {
        Ready loaded() {
            return new Ready();
        }
    }

    /** Inputs can be handled. */
    record Ready() implements Phase {
        InDoubt unacknowledged() {
            return new InDoubt();
        }

        Erasing erasing(Erasure erasure) {
            return new Erasing(erasure);
        }
    }

    /** Kafka was unavailable: it must be read which of the latest events arrived. */
    record InDoubt() implements Phase {
        Ready settled() {
            return new Ready();
        }
    }

    /** The document is being erased: no further input is handled. */
    record Erasing(Erasure erasure) implements Phase {}
}
