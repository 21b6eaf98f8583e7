package dev.stepfold.generation.builtin.time;

/**
 * The part of a sentence that was matched so far.
 *
 * @param to the word after the last that it took
 * @param exact whether the cron says exactly what the words say
 */
record Match(Cron cron, int to, boolean exact) {
    Match with(Cron other, int end) {
        return new Match(other, end, exact);
    }
}
