package dev.stepfold.generation.builtin.time;

/**
 * What some words say.
 *
 * @param to the word after the last of them
 */
record Read<T>(T value, int to) {}
