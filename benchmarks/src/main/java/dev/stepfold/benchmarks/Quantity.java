package dev.stepfold.benchmarks;

/**
 * Something that is measured in every repeat.
 *
 * @param subject what it is measured of: {@code restate}
 * @param name with its unit: {@code alone p50 ms}
 */
record Quantity(String subject, String name) {}
