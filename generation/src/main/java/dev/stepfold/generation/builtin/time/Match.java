package dev.stepfold.generation.builtin.time;

/**
 * Words for how often something happens.
 *
 * @param to the word after the last that it took
 * @param exact whether the cron says exactly what the words say
 */
record Match(Cron cron, int to, boolean exact) {}
