package dev.stepfold.orchestrator.document;

/**
 * The state of an actor's turns; there is never more than one turn at a time. Not thread-safe: the actor's lock guards
 * it.
 *
 * <pre>
 *          woken            begun             woken
 *   Idle ────────▶ Due ──────────────▶ Active ◀────▶ Active, to look again
 *    ▲              ▲                  │    │  looks
 *    │              └──── postponed ───┘    │
 *    └───────────────────── ended ──────────┘
 *   every state ── stopped ──▶ Over
 * </pre>
 */
sealed interface Turn {
    /** Nothing has arrived. */
    record Idle() implements Turn {
        Due woken() {
            return new Due();
        }
    }

    /** A turn is to begin: when the executor has a thread, or when a wait is over. */
    record Due() implements Turn {
        Active begun(Thread thread) {
            return new Active(thread, false);
        }
    }

    /**
     * A turn is under way.
     *
     * @param thread its thread
     * @param again whether something has arrived since it last looked
     */
    record Active(Thread thread, boolean again) implements Turn {
        Active woken() {
            return new Active(thread, true);
        }

        Active looked() {
            return new Active(thread, false);
        }

        /** Idle, unless it has to look again. */
        Turn ended() {
            return again ? this : new Idle();
        }

        Due postponed() {
            return new Due();
        }
    }

    /** No turn begins any more. */
    record Over() implements Turn {}
}
