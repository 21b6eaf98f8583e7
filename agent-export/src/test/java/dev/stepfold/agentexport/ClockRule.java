package dev.stepfold.agentexport;

/**
 * What a reader does with times that the clocks skip or repeat.
 *
 * @param skipped with a time that does not exist
 * @param repeated with a time that comes twice
 */
record ClockRule(Skipped skipped, Repeated repeated) {
    enum Skipped {
        /** It does not fire. */
        LEFT_OUT,
        /** It fires later by as much as the clocks are put forward, which may be together with a later time. */
        LATER
    }

    enum Repeated {
        FIRST,
        SECOND,
        BOTH
    }
}
