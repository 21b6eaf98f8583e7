/**
 * The generator {@code built-in}: reads requests in English with word lists and domain blueprints, without network,
 * clock or randomness. The same request always gives the same agent.
 */
@NullMarked
package dev.stepfold.generation.builtin;

import org.jspecify.annotations.NullMarked;
