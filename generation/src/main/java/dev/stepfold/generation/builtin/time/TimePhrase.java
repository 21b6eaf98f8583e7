package dev.stepfold.generation.builtin.time;

/**
 * A time in a sentence.
 *
 * @param from its first word
 * @param to the word after its last
 */
public record TimePhrase(int from, int to, When when) {}
