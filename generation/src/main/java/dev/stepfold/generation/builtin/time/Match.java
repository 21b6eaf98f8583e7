package dev.stepfold.generation.builtin.time;

/**
 * What was matched of a sentence so far.
 *
 * @param to the word after the last that it took
 * @param exact whether the cron says just what the words say
 */
record Match(Cron cron, int to, boolean exact) {
    Match with(Cron other, int end) {
        return new Match(other, end, exact);
    }
}
